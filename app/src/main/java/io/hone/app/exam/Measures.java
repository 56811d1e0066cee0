package io.hone.app.exam;

import io.hone.app.seed.Examination;
import io.hone.event.Measure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The names of what is measured, and how a figure is told. */
final class Measures {
  static final String WIN_RATE = "win_rate";
  static final String MEAN_SCORE = "mean_score";
  static final String MEAN_LENGTH = "mean_length";
  static final String LENGTH_RATIO = "length_ratio";
  static final String PARSE_FAILURES = "judge.parse_failures";
  static final String ORDER_CONSISTENCY = "judge.order_consistency";
  static final String AGREEMENT = "judge.agreement";
  static final String ACTOR = "actor_accuracy";
  static final String ACTOR_GREEDY = "actor_accuracy_greedy";
  static final String JUDGE = "judge_accuracy";
  static final String JUDGE_GREEDY = "judge_accuracy_greedy";
  static final String META = "meta_accuracy";

  private static final String SCORE = "judge.score_";

  private final Map<String, Measure> found = new TreeMap<>();

  /** The share of judgements that give so many points. */
  static String score(int points) {
    return SCORE + points;
  }

  static boolean isScore(String name) {
    return name.startsWith(SCORE);
  }

  /** What could not be measured is left out. */
  void put(String name, Optional<Measure> measure) {
    measure.ifPresent(known -> found.put(name, known));
  }

  void putAll(Map<String, Measure> more) {
    found.putAll(more);
  }

  /** What the shipped world's checker found. */
  void putBrief(Examination.Brief brief) {
    put(ACTOR, brief.actor().measure());
    put(ACTOR_GREEDY, brief.actorGreedy().measure());
    put(JUDGE, brief.judge().measure(brief.actor().trials()));
    put(JUDGE_GREEDY, brief.judgeGreedy().measure(brief.actor().trials()));
    put(META, brief.metaOwn().measure());
  }

  Map<String, Measure> all() {
    return Map.copyOf(found);
  }

  /** A figure for people, e.g. {@code win_rate 0.62 (0.53 to 0.70, 100 observations)}. */
  static String told(String name, Measure measure) {
    String interval =
        measure.getLow() == null || measure.getHigh() == null
            ? ""
            : number(measure.getLow()) + " to " + number(measure.getHigh()) + ", ";
    return "%s %s (%s%d observations)"
        .formatted(name, number(measure.getValue()), interval, measure.getCount());
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
