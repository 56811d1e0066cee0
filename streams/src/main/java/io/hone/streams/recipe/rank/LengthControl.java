package io.hone.streams.recipe.rank;

import static io.hone.streams.recipe.Reason.fruitless;

import java.util.Comparator;
import java.util.List;

/**
 * Chooses the actor's pair so that length does not pay: the shortest of the best against the
 * longest of the worst (Meta-Rewarding, section 2.1).
 *
 * @param rho how wide the two tiers are: 0 takes the best and the worst alone, 1 takes all
 * @param longestChosen drop the pair if the chosen response is longer than this, in code points
 */
public record LengthControl(double rho, int longestChosen) {
  /** Below this, two scores are the same: sums of decimals differ in their last bits. */
  static final double SAME = 1e-9;

  /** No chosen response is too long. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  public LengthControl {
    if (!(rho >= 0 && rho <= 1)) {
      throw new IllegalArgumentException("rho is " + rho + "; it may be from 0 to 1");
    }
  }

  /**
   * @param ballots each with a score; at least two
   * @param lots for ties of both length and score
   */
  public Choice<Ballot> pick(List<Ballot> ballots, Lots lots) {
    double best = ballots.stream().mapToDouble(Ballot::mean).max().orElseThrow();
    double worst = ballots.stream().mapToDouble(Ballot::mean).min().orElseThrow();
    if (best - worst < SAME) {
      return none("all-scores-equal", "every response has the score " + best);
    }
    double upper = (1 - rho) * best + rho * worst;
    double lower = (1 - rho) * worst + rho * best;
    Comparator<Ballot> byLength = Comparator.comparingInt(ballot -> ballot.response().length());
    Comparator<Ballot> byScore = Comparator.comparingDouble(Ballot::mean);
    Comparator<Ballot> byLot = lots.by(ballot -> ballot.response().id());
    Ballot chosen =
        ballots.stream()
            .filter(ballot -> ballot.mean() >= upper - SAME)
            .min(byLength.thenComparing(byScore.reversed()).thenComparing(byLot))
            .orElseThrow();
    Ballot rejected =
        ballots.stream()
            .filter(ballot -> ballot.mean() <= lower + SAME)
            .min(byLength.reversed().thenComparing(byScore).thenComparing(byLot))
            .orElseThrow();
    if (chosen.mean() - rejected.mean() < SAME) {
      return none("tiers-overlap", "with rho " + rho + " the chosen has no higher score");
    }
    if (chosen.response().length() > longestChosen) {
      return none("chosen-too-long", "the chosen response is longer than " + longestChosen);
    }
    return new Choice.Made<>(chosen, rejected);
  }

  private static Choice<Ballot> none(String word, String detail) {
    return new Choice.NotMade<>(fruitless(word, detail));
  }
}
