package io.hone.app.console;

import io.hone.streams.statistics.Counts;
import io.hone.streams.statistics.Derived;
import io.hone.streams.statistics.Figures;
import io.hone.streams.statistics.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.DoublePredicate;

/**
 * Whether a judge can be believed, in one sentence: what its judgements and the verdicts on them
 * look like, held against how the paper's judge failed (arXiv 2407.19594, section 4).
 *
 * @param sentence for people
 */
record JudgeAnswer(Kind kind, String sentence) {
  /** Fewer than these say nothing. */
  private static final long ENOUGH = 50;

  /** The paper's judge in iteration 2: its scores saturate, it follows them and the first place. */
  private static final double SATURATED = 4.7;

  private static final double FOLLOWS_SCORE = 0.977;
  private static final double FAVOURS_FIRST = 0.681;

  /** Two coins agree as often. */
  private static final double TWO_COINS = 0.5;

  /** What can be said. */
  enum Kind {
    TRUST,
    DOUBT,
    WAITING
  }

  /**
   * A line to hold a figure against.
   *
   * @param figure its name in {@link Derived}
   * @param bad the side that speaks against the judge: {@code above}, {@code below} or empty
   */
  record Mark(String figure, double value, String label, String bad) {}

  /** The paper's own figures, and what a fair judge has. */
  static final List<Mark> MARKS =
      List.of(
          new Mark(Derived.SCORE_MEAN, 4.1, "paper, iteration 1", ""),
          new Mark(Derived.SCORE_MEAN, SATURATED, "paper: scores saturate", "above"),
          new Mark(Derived.HIGHER_WINS, 0.63, "paper, iteration 1", ""),
          new Mark(
              Derived.HIGHER_WINS,
              FOLLOWS_SCORE,
              "paper, iteration 2: it follows the score",
              "above"),
          new Mark(Derived.POSITION_FIRST, 0.5, "fair", ""),
          new Mark(Derived.POSITION_FIRST, 0.439, "paper, iteration 1", ""),
          new Mark(
              Derived.POSITION_FIRST,
              FAVOURS_FIRST,
              "paper, iteration 2: the first is favoured",
              "above"),
          new Mark(Derived.ORDER_CONSISTENCY, TWO_COINS, "two coins", "below"));

  /** A sign that a judge fails. */
  private record Sign(
      String figure, DoublePredicate bad, Count count, String sentence, boolean share) {
    private boolean speaks(Figures figures, SortedMap<String, Double> derived) {
      Double value = derived.get(figure);
      return value != null && count.of(figures) >= ENOUGH && bad.test(value);
    }
  }

  @FunctionalInterface
  private interface Count {
    long of(Figures figures);
  }

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              Derived.PARSE_FAILURES,
              value -> value > 0.1,
              JudgeAnswer::judgements,
              "%s of its judgements cannot be read",
              true),
          new Sign(
              Derived.SCORE_MEAN,
              value -> value > SATURATED,
              JudgeAnswer::judgements,
              "its mean score is %s of 5",
              false),
          new Sign(
              Derived.HIGHER_WINS,
              value -> value > FOLLOWS_SCORE,
              figures -> figures.count(Counts.HIGHER_WINS) + figures.count(Counts.HIGHER_LOSES),
              "the judgement with the higher score wins %s of the comparisons",
              true),
          new Sign(
              Derived.POSITION_FIRST,
              value -> value > FAVOURS_FIRST || value < 1 - FAVOURS_FIRST,
              JudgeAnswer::decided,
              "the first position wins %s of the comparisons",
              true),
          new Sign(
              Derived.ORDER_CONSISTENCY,
              value -> value < TWO_COINS,
              figures ->
                  figures.count(Counts.ORDERS_CONSISTENT)
                      + figures.count(Counts.ORDERS_CONTRADICTING),
              "only %s of the comparisons end alike in both orders, less than two coins would",
              true));

  private static long judgements(Figures figures) {
    return figures.distribution(Measure.SCORE).count();
  }

  private static long decided(Figures figures) {
    return figures.count(Counts.VERDICTS + "first") + figures.count(Counts.VERDICTS + "second");
  }

  /**
   * @param version of the judge
   * @param figures of its judgements and of the verdicts
   */
  static JudgeAnswer of(String version, Figures figures) {
    long judgements = judgements(figures);
    if (judgements < ENOUGH) {
      return new JudgeAnswer(
          Kind.WAITING,
          "%s has given %d judgements that can be read: %d are needed to say anything."
              .formatted(version, judgements, ENOUGH));
    }
    SortedMap<String, Double> derived = Derived.of(figures);
    List<String> doubts = new ArrayList<>();
    for (Sign sign : SIGNS) {
      if (!sign.speaks(figures, derived)) continue;
      double value = derived.getOrDefault(sign.figure(), Double.NaN);
      doubts.add(sign.sentence().formatted(sign.share() ? percent(value) : number(value)));
    }
    if (!doubts.isEmpty()) {
      return new JudgeAnswer(
          Kind.DOUBT,
          "The judge of %s is in doubt: %s.".formatted(version, String.join("; ", doubts)));
    }
    return new JudgeAnswer(
        Kind.TRUST,
        "Nothing speaks against the judge of %s: mean score %s of 5, %s of %,d judgements cannot be read%s."
            .formatted(
                version,
                number(derived.getOrDefault(Derived.SCORE_MEAN, Double.NaN)),
                percent(derived.getOrDefault(Derived.PARSE_FAILURES, 0.0)),
                judgements,
                verdicts(figures, derived)));
  }

  private static String verdicts(Figures figures, SortedMap<String, Double> derived) {
    Double first = derived.get(Derived.POSITION_FIRST);
    if (first == null || decided(figures) < ENOUGH)
      return ", and too few verdicts to tell of those";
    return ", the first position wins %s of %,d verdicts"
        .formatted(percent(first), decided(figures));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
