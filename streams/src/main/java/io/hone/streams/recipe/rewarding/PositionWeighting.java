package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Verdict;
import io.hone.streams.recipe.rank.PositionWeights;
import java.util.List;

/** Over what the wins by position are added up. */
public sealed interface PositionWeighting {
  /** No correction. */
  PositionWeighting NONE = new Given(PositionWeights.EQUAL);

  /**
   * @param verdicts on one response
   */
  PositionWeights weights(List<Verdict> verdicts);

  /** Over the verdicts on the one response. */
  record OwnTotals() implements PositionWeighting {
    @Override
    public PositionWeights weights(List<Verdict> verdicts) {
      return PositionWeights.of(verdicts);
    }
  }

  /** Over something wider, e.g. the iteration before, measured elsewhere. */
  record Given(PositionWeights weights) implements PositionWeighting {
    @Override
    public PositionWeights weights(List<Verdict> verdicts) {
      return weights;
    }
  }
}
