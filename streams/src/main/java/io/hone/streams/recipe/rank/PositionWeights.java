package io.hone.streams.recipe.rank;

import io.hone.streams.recipe.Verdict;
import io.hone.streams.recipe.Winner;
import java.util.List;

/**
 * What a win is worth by the position it was won from; the position that wins more often weighs
 * less. The two add up to 1.
 *
 * @param first of a win of the judgement shown first
 * @param second of a win of the judgement shown second
 */
public record PositionWeights(double first, double second) {
  /** A win is a win. */
  public static final PositionWeights EQUAL = new PositionWeights(0.5, 0.5);

  /**
   * w1 = wins of the second / all wins, w2 = wins of the first / all wins. Ties and verdicts that
   * nobody can read are wins of neither.
   */
  public static PositionWeights of(List<Verdict> verdicts) {
    long first = wins(verdicts, Winner.FIRST);
    long second = wins(verdicts, Winner.SECOND);
    if (first + second == 0) return EQUAL;
    double all = first + second;
    return new PositionWeights(second / all, first / all);
  }

  private static long wins(List<Verdict> verdicts, Winner winner) {
    return verdicts.stream().filter(verdict -> verdict.winner() == winner).count();
  }
}
