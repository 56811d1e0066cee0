package io.hone.streams.recipe.rank;

import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The battle matrix: B[m][n] is what m has won against n, weighted by position. Orders that
 * contradict each other both count, each with its weight.
 */
public final class Battles {
  private Battles() {}

  /**
   * @param judgements rows and columns, in this order
   * @param verdicts on pairs of them
   * @return n × n, zero on the diagonal
   */
  public static double[][] of(
      List<Judgement> judgements, List<Verdict> verdicts, PositionWeights weights) {
    Map<String, Integer> row = new HashMap<>();
    for (Judgement judgement : judgements) row.put(judgement.id(), row.size());
    double[][] battles = new double[judgements.size()][judgements.size()];
    for (Verdict verdict : verdicts) {
      int first = row.getOrDefault(verdict.first().id(), -1);
      int second = row.getOrDefault(verdict.second().id(), -1);
      if (first < 0 || second < 0) {
        throw new IllegalArgumentException("verdict " + verdict.id() + " is on other judgements");
      }
      switch (verdict.winner()) {
        case FIRST -> battles[first][second] += weights.first();
        case SECOND -> battles[second][first] += weights.second();
        case TIE, UNPARSABLE, CALL_FAILED -> {}
      }
    }
    return battles;
  }
}
