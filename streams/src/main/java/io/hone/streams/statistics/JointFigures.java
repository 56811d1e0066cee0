package io.hone.streams.statistics;

import io.hone.event.JudgementStatus;
import io.hone.event.Stage;
import io.hone.event.Winner;
import io.hone.streams.statistics.Fact.Answered;
import io.hone.streams.statistics.Fact.Decided;
import io.hone.streams.statistics.Fact.Ended;
import io.hone.streams.statistics.Fact.Judged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Figures that need several facts of an episode: how judgements of one response differ, how scores
 * go with length among the responses of a prompt, whether verdicts go with the scores and with each
 * other. They belong to the window in which the episode ended; before it ended there are none.
 *
 * <p>Whatever the order of the facts, the sums are the same to the bit: they are made in the order
 * of the ids.
 */
final class JointFigures {
  private final Duration window;
  private final Optional<Ended> ended;
  private final SortedMap<Long, Answered> responses = new TreeMap<>();
  private final SortedMap<Long, Judged> judgements = new TreeMap<>(); // the valid ones
  private final List<Decided> verdicts = new ArrayList<>(); // those that somebody won

  /** The judgements of one response by one version, or two judgements in both orders. */
  private record Group(String version, long one, long other) implements Comparable<Group> {
    private static final Comparator<Group> ORDER =
        Comparator.comparing(Group::version)
            .thenComparingLong(Group::one)
            .thenComparingLong(Group::other);

    @Override
    public int compareTo(Group group) {
      return ORDER.compare(this, group);
    }
  }

  JointFigures(List<Fact> facts, Duration window) {
    this.window = window;
    this.ended = facts.stream().filter(Ended.class::isInstance).map(Ended.class::cast).findFirst();
    if (ended.isEmpty()) return;
    for (Fact fact : facts) {
      switch (fact) {
        case Answered answered -> responses.put(answered.id(), answered);
        case Judged judged when judged.status() == JudgementStatus.VALID ->
            judgements.put(judged.id(), judged);
        case Decided decided
            when decided.winner() == Winner.FIRST || decided.winner() == Winner.SECOND ->
            verdicts.add(decided);
        default -> {}
      }
    }
  }

  /**
   * @param sign 1 to add them, -1 to take them back
   */
  void addTo(Ledger ledger, int sign) {
    if (ended.isEmpty()) return;
    long at = ended.get().at();
    BiConsumer<Stage, Partial> entry =
        (stage, partial) -> partial.addTo(ledger.of(stage, partial.version(), at, window), sign);
    SortedMap<Group, List<Judged>> byResponse = byResponse();
    byResponse.forEach((group, votes) -> entry.accept(Stage.JUDGE, spread(group, votes)));
    lengthAndScore(byResponse).forEach(slope -> entry.accept(Stage.JUDGE, slope));
    verdicts.forEach(verdict -> higher(verdict).ifPresent(p -> entry.accept(Stage.META_JUDGE, p)));
    orders().forEach(consistency -> entry.accept(Stage.META_JUDGE, consistency));
  }

  /** Counts and sums of a version. */
  private record Partial(String version, Map<String, Long> counts, Map<String, Double> sums) {
    void addTo(Figures figures, int sign) {
      counts.forEach((name, count) -> figures.count(name, sign * count));
      sums.forEach((name, sum) -> figures.sum(name, sign * sum));
    }
  }

  private SortedMap<Group, List<Judged>> byResponse() {
    SortedMap<Group, List<Judged>> grouped = new TreeMap<>();
    for (Judged judged : judgements.values()) {
      grouped
          .computeIfAbsent(
              new Group(judged.version(), judged.response(), 0), key -> new ArrayList<>())
          .add(judged);
    }
    return grouped;
  }

  /**
   * Every two judgements of one response: half their squared difference, and whether they agree.
   */
  private static Partial spread(Group group, List<Judged> votes) {
    long pairs = 0;
    long equal = 0;
    double variance = 0;
    for (int i = 0; i < votes.size(); i++) {
      for (int j = 0; j < i; j++) {
        double difference = votes.get(i).score() - votes.get(j).score();
        pairs++;
        if (difference == 0) equal++;
        variance += difference * difference / 2;
      }
    }
    return new Partial(
        group.version(),
        Map.of(Counts.SCORE_PAIRS, pairs, Counts.SCORE_PAIRS_EQUAL, equal),
        Map.of(Counts.SCORE_PAIRS_VARIANCE, variance));
  }

  /** Of the prompt's responses that a version has judged: length and mean score about the mean. */
  private List<Partial> lengthAndScore(SortedMap<Group, List<Judged>> byResponse) {
    SortedMap<String, List<double[]>> points = new TreeMap<>();
    byResponse.forEach(
        (group, votes) -> {
          Answered response = responses.get(group.one());
          if (response == null) return;
          double mean = votes.stream().mapToDouble(Judged::score).average().orElseThrow();
          points
              .computeIfAbsent(group.version(), key -> new ArrayList<>())
              .add(new double[] {response.length(), mean});
        });
    return points.entrySet().stream()
        .filter(each -> each.getValue().size() > 1)
        .map(each -> slope(each.getKey(), each.getValue()))
        .toList();
  }

  private static Partial slope(String version, List<double[]> points) {
    double x = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
    double y = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (double[] point : points) {
      xx += (point[0] - x) * (point[0] - x);
      xy += (point[0] - x) * (point[1] - y);
      yy += (point[1] - y) * (point[1] - y);
    }
    return new Partial(
        version,
        Map.of(Counts.LENGTH_SCORE_RESPONSES, (long) points.size()),
        Map.of(Counts.LENGTH_SCORE_XX, xx, Counts.LENGTH_SCORE_XY, xy, Counts.LENGTH_SCORE_YY, yy));
  }

  /** Whether the judgement with the higher score won; empty if none is higher. */
  private Optional<Partial> higher(Decided verdict) {
    Judged first = judgements.get(verdict.first());
    Judged second = judgements.get(verdict.second());
    if (first == null || second == null || first.score() == second.score()) {
      return Optional.empty();
    }
    boolean wins = first.score() > second.score() == (verdict.winner() == Winner.FIRST);
    return Optional.of(
        new Partial(
            verdict.version(),
            Map.of(wins ? Counts.HIGHER_WINS : Counts.HIGHER_LOSES, 1L),
            Map.of()));
  }

  /** Two verdicts on the same two judgements in opposite orders: whether the same one won. */
  private List<Partial> orders() {
    // Who won when the judgement with the lesser id stood first, and when the other did.
    SortedMap<Group, long[]> wins = new TreeMap<>();
    for (Decided verdict : verdicts) {
      boolean lesserFirst = verdict.first() < verdict.second();
      boolean lesserWins = lesserFirst == (verdict.winner() == Winner.FIRST);
      Group two =
          new Group(
              verdict.version(),
              Math.min(verdict.first(), verdict.second()),
              Math.max(verdict.first(), verdict.second()));
      wins.computeIfAbsent(two, key -> new long[4])[(lesserFirst ? 0 : 2) + (lesserWins ? 0 : 1)]++;
    }
    return wins.entrySet().stream()
        .map(each -> consistency(each.getKey().version(), each.getValue()))
        .toList();
  }

  private static Partial consistency(String version, long[] wins) {
    return new Partial(
        version,
        Map.of(
            Counts.ORDERS_CONSISTENT,
            wins[0] * wins[2] + wins[1] * wins[3],
            Counts.ORDERS_CONTRADICTING,
            wins[0] * wins[3] + wins[1] * wins[2]),
        Map.of());
  }
}
