package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Outcome;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random topics, read in random interleavings, with restarts at random moments, rounds announced or
 * thrown away: every pair is in exactly one round, under the offsets that say so.
 */
class CollectorPropertyTest {
  private static final String PREFERENCES = "hone.main.preferences";
  private static final String OUTCOMES = "hone.main.outcomes";

  /** A run's topics: by partition, in order; empty for what is no record. */
  private record Topics(
      Map<Integer, List<Optional<PreferencePair>>> pairs,
      Map<Integer, List<Optional<Outcome>>> outcomes) {

    static Topics random(Random random, int partitions) {
      Map<Integer, List<Optional<PreferencePair>>> pairs = new TreeMap<>();
      Map<Integer, List<Optional<Outcome>>> outcomes = new TreeMap<>();
      int number = 0;
      for (int p = 0; p < partitions; p++) {
        List<Optional<PreferencePair>> those = new ArrayList<>();
        List<Optional<Outcome>> ends = new ArrayList<>();
        for (int prompt = random.nextInt(12); prompt > 0; prompt--) {
          List<String> ids = new ArrayList<>();
          for (int i = random.nextInt(4); i > 0; i--) {
            // Now and then an id that was there before, in this partition or another.
            String id = "x" + (random.nextInt(8) == 0 ? random.nextInt(number + 1) : number++);
            those.add(Optional.of(Facts.pair(id, PairKind.ACTOR, "base")));
            ids.add(id);
          }
          if (random.nextInt(10) == 0) those.add(Optional.empty());
          if (random.nextInt(15) == 0) ids.add("never-written");
          ends.add(
              random.nextInt(20) == 0
                  ? Optional.empty()
                  : Optional.of(Facts.outcome("p" + p + "-" + prompt, ids)));
        }
        pairs.put(p, those);
        outcomes.put(p, ends);
      }
      return new Topics(pairs, outcomes);
    }

    Set<String> ids() {
      Set<String> ids = new HashSet<>();
      pairs.values().forEach(all -> all.forEach(o -> o.ifPresent(p -> ids.add(p.getPairId()))));
      return ids;
    }

    long records() {
      return pairs.values().stream().mapToLong(List::size).sum();
    }
  }

  /** A trainer's life between two restarts: what it has read. */
  private static final class Life {
    final Collector collector;
    final Map<Integer, Integer> pairsRead = new HashMap<>();
    final Map<Integer, Integer> outcomesRead = new HashMap<>();
    final Topics topics;

    Life(RoundRules rules, Topics topics, Map<String, Map<Integer, Long>> consumed) {
      this.topics = topics;
      this.collector = new Collector(rules, PREFERENCES, OUTCOMES, consumed);
      // As the trainer does: everything consumed is read again before anything is cut.
      consumed
          .getOrDefault(PREFERENCES, Map.of())
          .forEach((partition, end) -> readPairs(partition, end.intValue()));
      consumed
          .getOrDefault(OUTCOMES, Map.of())
          .forEach((partition, end) -> outcomesRead.put(partition, end.intValue()));
    }

    void readPairs(int partition, int count) {
      List<Optional<PreferencePair>> all = topics.pairs().getOrDefault(partition, List.of());
      for (int i = 0; i < count; i++) {
        int at = pairsRead.merge(partition, 1, Integer::sum) - 1;
        if (at < all.size()) collector.pair(partition, at, all.get(at), Facts.NOON);
        else pairsRead.put(partition, all.size());
      }
    }

    void readOutcomes(int partition, int count) {
      List<Optional<Outcome>> all = topics.outcomes().getOrDefault(partition, List.of());
      for (int i = 0; i < count; i++) {
        int at = outcomesRead.merge(partition, 1, Integer::sum) - 1;
        if (at < all.size()) collector.outcome(partition, at, all.get(at), Facts.NOON);
        else outcomesRead.put(partition, all.size());
      }
    }
  }

  @Property(tries = 1_000)
  void shouldPutEveryPairIntoExactlyOneRound(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4) int partitions,
      @ForAll @IntRange(max = 6) int prompts,
      @ForAll @IntRange(max = 9) int pairs) {
    Random random = new Random(seed);
    Topics topics = Topics.random(random, partitions);
    RoundRules rules = new RoundRules(prompts, pairs, Duration.ofHours(1), 0, 1, 0, 0);
    Map<String, Map<Integer, Long>> consumed = new TreeMap<>();
    List<String> trained = new ArrayList<>();
    long counted = 0;
    Life life = new Life(rules, topics, consumed);
    for (int turn = 0; turn < 400; turn++) {
      boolean last = turn >= 300; // everything is read, and the wait is over
      for (int p = 0; p < partitions; p++) {
        life.readPairs(p, last ? 100 : random.nextInt(3));
        life.readOutcomes(p, last ? 100 : random.nextInt(3));
      }
      Optional<Gathered> full =
          life.collector.full(
              last ? Facts.NOON.plus(Duration.ofHours(2)) : Facts.NOON, all -> !all.isEmpty());
      int fate = random.nextInt(10);
      if (full.isPresent() && fate > 2) {
        Gathered round = full.get();
        round.pairs().forEach(pair -> trained.add(pair.getPairId()));
        counted += round.pairs().size() + round.repeated() + round.unreadable();
        consume(consumed, round.ranges());
        life.collector.begin();
      }
      if (fate == 0 || fate == 5) life = new Life(rules, topics, consumed);
    }

    assertThat(trained).doesNotHaveDuplicates();
    assertThat(Set.copyOf(trained)).isEqualTo(topics.ids());
    assertThat(counted + recordsAfter(topics, consumed)).isEqualTo(topics.records());
  }

  /** Ranges go on where those before ended. */
  private static void consume(Map<String, Map<Integer, Long>> consumed, List<Range> ranges) {
    for (Range range : ranges) {
      Map<Integer, Long> ends = consumed.computeIfAbsent(range.topic(), t -> new TreeMap<>());
      assertThat(range.from()).isEqualTo(ends.getOrDefault(range.partition(), 0L));
      assertThat(range.next()).isGreaterThan(range.from());
      ends.put(range.partition(), range.next());
    }
  }

  /** What is left over at the end is what no round could be made of: repeated or unreadable. */
  private static long recordsAfter(Topics topics, Map<String, Map<Integer, Long>> consumed) {
    Map<Integer, Long> ends = consumed.getOrDefault(PREFERENCES, Map.of());
    return topics.pairs().entrySet().stream()
        .mapToLong(each -> each.getValue().size() - ends.getOrDefault(each.getKey(), 0L))
        .sum();
  }
}
