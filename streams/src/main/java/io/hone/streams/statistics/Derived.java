package io.hone.streams.statistics;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Means, shares and slopes that follow from figures, by name; docs/statistics.md says how. What
 * cannot be told from the figures is left out.
 */
public final class Derived {
  public static final String SCORE_MEAN = "score_mean";
  public static final String SCORE_VARIANCE = "score_variance";
  public static final String JUDGEMENT_AGREEMENT = "judgement_agreement";
  public static final String PARSE_FAILURES = "parse_failures";
  public static final String LENGTH_SCORE_SLOPE = "length_score_slope";
  public static final String LENGTH_SCORE_CORRELATION = "length_score_correlation";
  public static final String POSITION_FIRST = "position_first";
  public static final String HIGHER_WINS = "higher_wins";
  public static final String ORDER_CONSISTENCY = "order_consistency";
  public static final String YIELD = "yield";

  private final Figures figures;
  private final SortedMap<String, Double> found = new TreeMap<>();

  private Derived(Figures figures) {
    this.figures = figures;
  }

  public static SortedMap<String, Double> of(Figures figures) {
    Derived derived = new Derived(figures);
    derived.work();
    derived.judge();
    derived.metaJudge();
    derived.episode();
    return derived.found;
  }

  private void work() {
    long completions = figures.count(Counts.COMPLETIONS);
    share("failure_share", total(Counts.FAILED), completions);
    percentiles("latency", Measure.LATENCY);
    percentiles("queued", Measure.QUEUED);
    mean("response_length", Measure.RESPONSE_LENGTH);
  }

  private void judge() {
    mean(SCORE_MEAN, Measure.SCORE);
    mean("judgement_length", Measure.JUDGEMENT_LENGTH);
    long pairs = figures.count(Counts.SCORE_PAIRS);
    put(SCORE_VARIANCE, figures.sum(Counts.SCORE_PAIRS_VARIANCE) / pairs);
    share(JUDGEMENT_AGREEMENT, figures.count(Counts.SCORE_PAIRS_EQUAL), pairs);
    long unreadable = judgements("unparsable") + judgements("out_of_range");
    share(PARSE_FAILURES, unreadable, unreadable + judgements("valid"));
    double xx = figures.sum(Counts.LENGTH_SCORE_XX);
    double xy = figures.sum(Counts.LENGTH_SCORE_XY);
    put(LENGTH_SCORE_SLOPE, xy / xx);
    put(LENGTH_SCORE_CORRELATION, xy / Math.sqrt(xx * figures.sum(Counts.LENGTH_SCORE_YY)));
  }

  private long judgements(String status) {
    return figures.count(Counts.JUDGEMENTS + status);
  }

  private void metaJudge() {
    long first = figures.count(Counts.VERDICTS + "first");
    share(POSITION_FIRST, first, first + figures.count(Counts.VERDICTS + "second"));
    long wins = figures.count(Counts.HIGHER_WINS);
    share(HIGHER_WINS, wins, wins + figures.count(Counts.HIGHER_LOSES));
    long consistent = figures.count(Counts.ORDERS_CONSISTENT);
    share(ORDER_CONSISTENCY, consistent, consistent + figures.count(Counts.ORDERS_CONTRADICTING));
  }

  private void episode() {
    long paired = figures.count(Counts.PAIRED);
    share(YIELD, paired, paired + total(Counts.NO_PAIR) + total(Counts.DEAD));
    mean("chosen_length", Measure.CHOSEN_LENGTH);
    mean("rejected_length", Measure.REJECTED_LENGTH);
    mean("chosen_score", Measure.CHOSEN_SCORE);
    put(
        "length_ratio",
        figures.distribution(Measure.CHOSEN_LENGTH).mean()
            / figures.distribution(Measure.REJECTED_LENGTH).mean());
  }

  private long total(String prefix) {
    return figures.counts(prefix).values().stream().mapToLong(Long::longValue).sum();
  }

  private void share(String name, long part, long whole) {
    put(name, (double) part / whole);
  }

  private void mean(String name, Measure measure) {
    put(name, figures.distribution(measure).mean());
  }

  private void percentiles(String name, Measure measure) {
    Distribution values = figures.distribution(measure);
    put(name + "_p50", values.quantile(0.5));
    put(name + "_p95", values.quantile(0.95));
  }

  private void put(String name, double value) {
    if (Double.isFinite(value)) found.put(name, value);
  }
}
