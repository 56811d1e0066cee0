package io.hone.streams.statistics;

import io.hone.event.JudgementStatus;
import io.hone.event.PairKind;
import io.hone.event.Stage;
import io.hone.event.Winner;
import io.hone.streams.statistics.Fact.Answered;
import io.hone.streams.statistics.Fact.Asked;
import io.hone.streams.statistics.Fact.Completed;
import io.hone.streams.statistics.Fact.Decided;
import io.hone.streams.statistics.Fact.Ended;
import io.hone.streams.statistics.Fact.Judged;
import io.hone.streams.statistics.Fact.Paired;
import io.hone.streams.statistics.Fact.Submitted;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of a set of facts, straight from their definitions in docs/statistics.md, slowly. */
final class BruteForce {
  private final Duration window;
  private final SortedMap<String, Double> figures = new TreeMap<>();

  BruteForce(Duration window) {
    this.window = window;
  }

  /**
   * @param prompts the facts of each prompt, in any order and however often
   */
  SortedMap<String, Double> of(Collection<? extends Collection<Fact>> prompts) {
    prompts.forEach(facts -> prompt(new HashSet<>(facts)));
    return figures;
  }

  private void prompt(Set<Fact> facts) {
    of(facts, Submitted.class).stream()
        .min(Comparator.comparingLong(Submitted::at))
        .ifPresent(first -> plus(Stage.UNKNOWN, "", first.at(), "prompts", 1));
    facts.forEach(this::single);
    of(facts, Ended.class).forEach(ended -> joint(facts, ended.at()));
  }

  private static <T extends Fact> List<T> of(Set<Fact> facts, Class<T> type) {
    return facts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void plus(Stage stage, String version, long at, String name, double value) {
    figures.merge(Cell.of(stage, version, at, window).key() + "|" + name, value, Double::sum);
  }

  private void value(Stage stage, Fact fact, String name, double value) {
    String key = Cell.of(stage, fact.version(), fact.at(), window).key() + "|" + name;
    boolean first = !figures.containsKey(key + ".count");
    figures.merge(key + ".count", 1.0, Double::sum);
    figures.merge(key + ".sum", value, Double::sum);
    figures.merge(key + ".squares", value * value, Double::sum);
    figures.merge(key + ".min", value, first ? (a, b) -> value : Math::min);
    figures.merge(key + ".max", value, first ? (a, b) -> value : Math::max);
  }

  private void single(Fact fact) {
    switch (fact) {
      case Submitted submitted -> {}
      case Asked asked -> plus(asked.stage(), asked.version(), asked.at(), "calls", 1);
      case Completed c -> {
        plus(c.stage(), c.version(), c.at(), "completions", 1);
        plus(c.stage(), c.version(), c.at(), "tokens.prompt", (double) c.promptTokens());
        plus(c.stage(), c.version(), c.at(), "tokens.completion", (double) c.completionTokens());
        c.failure()
            .ifPresent(kind -> plus(c.stage(), c.version(), c.at(), "failed." + word(kind), 1));
        if (c.worked()) value(c.stage(), c, "latency", (double) c.latency());
        if (c.worked()) value(c.stage(), c, "queued", (double) c.queued());
      }
      case Answered a -> {
        plus(Stage.ACTOR, a.version(), a.at(), "responses", 1);
        plus(Stage.ACTOR, a.version(), a.at(), "responses.duplicate", a.duplicate() ? 1 : 0);
        value(Stage.ACTOR, a, "response.length", a.length());
      }
      case Judged j -> {
        plus(Stage.JUDGE, j.version(), j.at(), "judgements." + word(j.status()), 1);
        if (j.status() != JudgementStatus.CALL_FAILED) {
          value(Stage.JUDGE, j, "judgement.length", j.length());
        }
        if (j.status() == JudgementStatus.VALID) value(Stage.JUDGE, j, "score", j.score());
      }
      case Decided d ->
          plus(Stage.META_JUDGE, d.version(), d.at(), "verdicts." + word(d.winner()), 1);
      case Paired p -> paired(p);
      case Ended e -> {
        String name =
            switch (e.status()) {
              case PAIRED -> "outcomes.paired";
              case DEAD -> "outcomes.dead." + e.reason();
              default -> "outcomes.no_pair." + e.reason();
            };
        plus(Stage.UNKNOWN, e.version(), e.at(), name, 1);
        value(Stage.UNKNOWN, e, "episode.seconds", e.took() / 1000.0);
      }
    }
  }

  private void paired(Paired p) {
    plus(Stage.UNKNOWN, p.version(), p.at(), "pairs." + word(p.kind()), 1);
    if (p.kind() != PairKind.ACTOR && p.kind() != PairKind.JUDGE) return;
    String prefix = p.kind() == PairKind.ACTOR ? "" : "judge.";
    value(Stage.UNKNOWN, p, prefix + "chosen.length", p.chosenLength());
    p.rejectedLength().ifPresent(l -> value(Stage.UNKNOWN, p, prefix + "rejected.length", l));
    if (!Double.isNaN(p.chosenScore())) {
      value(Stage.UNKNOWN, p, prefix + "chosen.score", p.chosenScore());
    }
  }

  private void joint(Set<Fact> facts, long at) {
    List<Judged> valid =
        of(facts, Judged.class).stream()
            .filter(judged -> judged.status() == JudgementStatus.VALID)
            .toList();
    for (Judged a : valid) {
      for (Judged b : valid) {
        if (a.id() < b.id() && a.response() == b.response() && a.version().equals(b.version())) {
          double difference = a.score() - b.score();
          plus(Stage.JUDGE, a.version(), at, "score.pairs", 1);
          plus(Stage.JUDGE, a.version(), at, "score.pairs.equal", difference == 0 ? 1 : 0);
          plus(Stage.JUDGE, a.version(), at, "score.pairs.variance", difference * difference / 2);
        }
      }
    }
    valid.stream()
        .map(Judged::version)
        .distinct()
        .forEach(version -> slope(facts, valid, version, at));
    List<Decided> decided =
        of(facts, Decided.class).stream()
            .filter(d -> d.winner() == Winner.FIRST || d.winner() == Winner.SECOND)
            .toList();
    decided.forEach(verdict -> higher(verdict, valid, at));
    for (Decided one : decided) {
      for (Decided other : decided) {
        boolean turned = one.first() == other.second() && one.second() == other.first();
        if (turned && one.id() < other.id() && one.version().equals(other.version())) {
          boolean same = one.winner() != other.winner();
          plus(
              Stage.META_JUDGE,
              one.version(),
              at,
              same ? "orders.consistent" : "orders.contradicting",
              1);
        }
      }
    }
  }

  private void slope(Set<Fact> facts, List<Judged> valid, String version, long at) {
    Map<Answered, Double> scores = new java.util.HashMap<>();
    for (Answered response : of(facts, Answered.class)) {
      valid.stream()
          .filter(j -> j.version().equals(version) && j.response() == response.id())
          .mapToDouble(Judged::score)
          .average()
          .ifPresent(mean -> scores.put(response, mean));
    }
    int n = scores.size();
    if (n < 2) return;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (Map.Entry<Answered, Double> point : scores.entrySet()) {
      x += point.getKey().length();
      y += point.getValue();
      xx += (double) point.getKey().length() * point.getKey().length();
      xy += point.getKey().length() * point.getValue();
      yy += point.getValue() * point.getValue();
    }
    plus(Stage.JUDGE, version, at, "length_score.responses", n);
    plus(Stage.JUDGE, version, at, "length_score.xx", xx - x * x / n);
    plus(Stage.JUDGE, version, at, "length_score.xy", xy - x * y / n);
    plus(Stage.JUDGE, version, at, "length_score.yy", yy - y * y / n);
  }

  private void higher(Decided verdict, List<Judged> valid, long at) {
    for (Judged first : valid) {
      for (Judged second : valid) {
        if (first.id() == verdict.first()
            && second.id() == verdict.second()
            && first.score() != second.score()) {
          Winner higher = first.score() > second.score() ? Winner.FIRST : Winner.SECOND;
          String name = verdict.winner() == higher ? "higher.wins" : "higher.loses";
          plus(Stage.META_JUDGE, verdict.version(), at, name, 1);
        }
      }
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
