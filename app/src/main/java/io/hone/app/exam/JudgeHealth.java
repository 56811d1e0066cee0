package io.hone.app.exam;

import io.hone.app.measure.Share;
import io.hone.event.Measure;
import java.util.List;
import java.util.Map;

/** Whether a judge still judges: what can be read of it, and how its points are spread. */
final class JudgeHealth {
  private JudgeHealth() {}

  /**
   * The share of judgements without points, and of those with points the share of each score,
   * rounded to whole points.
   *
   * @param scores of each response
   * @param maximum that the rubric gives
   */
  static Map<String, Measure> of(List<Scores> scores, int maximum) {
    long[] given = new long[maximum + 1];
    scores.stream()
        .flatMapToDouble(Scores::points)
        .forEach(points -> given[(int) Math.round(points)]++);
    long read = scores.stream().mapToLong(each -> each.points().count()).sum();
    long judgements = scores.stream().mapToLong(each -> each.given().size()).sum();
    long responses = scores.stream().filter(each -> !each.given().isEmpty()).count();
    Measures measures = new Measures();
    measures.put(
        Measures.PARSE_FAILURES, new Share(judgements - read, judgements).measure(responses));
    for (int points = 0; points <= maximum; points++) {
      measures.put(Measures.score(points), new Share(given[points], read).measure(responses));
    }
    return measures.all();
  }

  /** The share of comparisons that end alike in both orders, of those that can be read. */
  static Share orderConsistency(List<Orders> orders) {
    List<Orders> telling = orders.stream().filter(Orders::telling).toList();
    return new Share(telling.stream().filter(Orders::agree).count(), telling.size());
  }
}
