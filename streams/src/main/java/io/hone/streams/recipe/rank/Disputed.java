package io.hone.streams.recipe.rank;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The response on which the judges agree least: the one whose judgements are worth judging. */
public final class Disputed {
  private Disputed() {}

  /**
   * The ballot of highest variance among those with two valid judgements or more and a variance
   * above 0; ties by lot.
   */
  public static Optional<Ballot> of(List<Ballot> ballots, Lots lots) {
    Comparator<Ballot> byVariance = Comparator.comparingLong(ballot -> -grain(ballot.variance()));
    return ballots.stream()
        .filter(ballot -> ballot.valid().size() >= 2)
        .filter(ballot -> grain(ballot.variance()) > 0)
        .min(byVariance.thenComparing(lots.by(ballot -> ballot.response().id())));
  }

  /** Variances that differ by rounding alone fall on the same grain. */
  private static long grain(double variance) {
    return Math.round(variance / LengthControl.SAME);
  }
}
