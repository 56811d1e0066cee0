package io.hone.app.exam;

import io.hone.app.config.ExamComparison;
import io.hone.app.measure.Matched;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How a judge compares responses to the same prompts. */
@FunctionalInterface
interface Comparison {

  /** What became of one response against the other. */
  enum Outcome {
    WIN,
    LOSS,
    TIE,
    /** The judge's words could not be read. */
    UNKNOWN;

    private static Outcome of(double lead) {
      return lead > 0 ? WIN : lead < 0 ? LOSS : TIE;
    }
  }

  /** The first against the second, one by one. */
  List<Outcome> of(Judge judge, List<Reply> first, List<Reply> second);

  static Comparison of(ExamComparison kind) {
    return switch (kind) {
      case PAIRWISE -> Comparison::pairwise;
      case SCORES -> Comparison::byScores;
    };
  }

  /** How often each won; what is unknown is not counted. */
  static Matched count(List<Outcome> outcomes) {
    Matched matched = Matched.NONE;
    for (Outcome outcome : outcomes) {
      matched =
          switch (outcome) {
            case WIN -> matched.plus(1);
            case LOSS -> matched.plus(-1);
            case TIE -> matched.plus(0);
            case UNKNOWN -> matched;
          };
    }
    return matched;
  }

  /** In both orders; what they do not agree on is a tie. */
  private static List<Outcome> pairwise(Judge judge, List<Reply> first, List<Reply> second) {
    return judge.compare(first, second).stream()
        .map(orders -> orders.unknown() ? Outcome.UNKNOWN : Outcome.of(orders.sign()))
        .toList();
  }

  /** By their mean points; equal texts are a tie, whatever was drawn. */
  private static List<Outcome> byScores(Judge judge, List<Reply> first, List<Reply> second) {
    List<Scores> one = judge.score(first);
    List<Scores> other = judge.score(second);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      if (first.get(i).text().equals(second.get(i).text())) {
        outcomes.add(Outcome.TIE);
      } else {
        outcomes.add(byMeans(one.get(i).mean(), other.get(i).mean()));
      }
    }
    return outcomes;
  }

  private static Outcome byMeans(OptionalDouble one, OptionalDouble other) {
    return one.isPresent() && other.isPresent()
        ? Outcome.of(one.getAsDouble() - other.getAsDouble())
        : Outcome.UNKNOWN;
  }
}
