package io.hone.consumers.trainer;

import io.hone.consumers.trainer.Lane.Held;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cuts rounds out of the topics of preferences and outcomes. Pure: it is told what is read and what
 * time it is.
 *
 * <p>A round takes outcomes one by one, and before each the pairs of its partition up to the last
 * that the outcome names. What it has taken of a partition is contiguous and begins where the round
 * before ended, so that no pair is in two rounds and none is skipped, whatever the order in which
 * partitions are read. A pair whose id was read before, in this round or an earlier one, is counted
 * and dropped: so the topic of preferences is read from its beginning, of which no more than the
 * ids is kept.
 */
final class Collector {
  private final RoundRules rules;
  private final String preferences;
  private final String outcomes;
  private final Map<Integer, Lane> lanes = new TreeMap<>();
  private final Map<Integer, Long> pairsFrom = new TreeMap<>();
  private final Map<Integer, Long> outcomesFrom = new TreeMap<>();
  private final Map<Integer, Long> pairsNext = new TreeMap<>();
  private final Map<Integer, Long> outcomesNext = new TreeMap<>();
  private final Set<String> known = new HashSet<>();

  private final List<PreferencePair> taken = new ArrayList<>();
  private final Set<String> takenIds = new HashSet<>();
  private Optional<Instant> first = Optional.empty();
  private long prompts;
  private long repeated;
  private long unreadable;

  /**
   * @param preferences the topic's full name
   * @param outcomes the topic's full name
   * @param consumed by earlier rounds: the first offset that none has, by topic and partition
   */
  Collector(
      RoundRules rules,
      String preferences,
      String outcomes,
      Map<String, Map<Integer, Long>> consumed) {
    this.rules = rules;
    this.preferences = preferences;
    this.outcomes = outcomes;
    pairsFrom.putAll(consumed.getOrDefault(preferences, Map.of()));
    outcomesFrom.putAll(consumed.getOrDefault(outcomes, Map.of()));
  }

  /**
   * The next record of a partition of preferences, from its beginning.
   *
   * @param pair empty if it is none
   */
  void pair(int partition, long offset, Optional<PreferencePair> pair, Instant now) {
    if (offset < pairsFrom.getOrDefault(partition, 0L)) {
      pair.ifPresent(each -> known.add(each.getPairId()));
    } else {
      lane(partition).pairs.add(new Held<>(offset, pair, now));
    }
  }

  /**
   * The next record of a partition of outcomes.
   *
   * @param outcome empty if it is none
   */
  void outcome(int partition, long offset, Optional<Outcome> outcome, Instant now) {
    if (offset >= outcomesFrom.getOrDefault(partition, 0L)) {
      lane(partition).outcomes.add(new Held<>(offset, outcome, now));
    }
  }

  private Lane lane(int partition) {
    return lanes.computeIfAbsent(partition, p -> new Lane());
  }

  /** Finished prompts that the round has taken. */
  long prompts() {
    return prompts;
  }

  /** Pairs that the round has taken, before anything is left out. */
  int pairs() {
    return taken.size();
  }

  /**
   * Takes what the round still lacks; the round, once it is full. Asked again, it is the same one
   * until {@link #begin}.
   *
   * @param useful whether there is anything to learn from these pairs: a round without is not full
   */
  Optional<Gathered> full(Instant now, Predicate<List<PreferencePair>> useful) {
    boolean moved = true;
    while (moved && !enough(useful)) {
      moved = false;
      for (Map.Entry<Integer, Lane> each : lanes.entrySet()) {
        if (enough(useful)) break;
        moved |= takeOutcome(each.getKey(), each.getValue(), now);
      }
    }
    if (enough(useful)) return Optional.of(gathered());
    if (!waited(now)) return Optional.empty();
    lanes.forEach((partition, lane) -> takePairs(partition, lane, lane.pairs.size()));
    return useful.test(taken) ? Optional.of(gathered()) : Optional.empty();
  }

  private boolean enough(Predicate<List<PreferencePair>> useful) {
    boolean many =
        (rules.prompts() > 0 && prompts >= rules.prompts())
            || (rules.pairs() > 0 && taken.size() >= rules.pairs());
    return many && useful.test(taken);
  }

  private boolean waited(Instant now) {
    return Stream.concat(
            first.stream(),
            lanes.values().stream()
                .map(lane -> lane.pairs.peek())
                .flatMap(Stream::ofNullable)
                .map(Held::at))
        .min(Comparator.naturalOrder())
        .map(since -> !now.isBefore(since.plus(rules.longestWait())))
        .orElse(false);
  }

  /** Takes the next outcome of a partition with its pairs, if they are there. */
  private boolean takeOutcome(int partition, Lane lane, Instant now) {
    Held<Outcome> next = lane.outcomes.peek();
    if (next == null) return false;
    Set<String> ids = new HashSet<>();
    next.event()
        .ifPresent(outcome -> outcome.getPairIds().stream().filter(this::isNew).forEach(ids::add));
    Optional<Integer> count = lane.reach(ids);
    // Pairs and outcome are one transaction; what is still not there has been deleted.
    boolean torn = count.isEmpty();
    if (torn && now.isBefore(next.at().plus(rules.longestWait()))) return false;
    takePairs(partition, lane, count.orElse(0));
    lane.outcomes.remove();
    outcomesNext.put(partition, next.offset() + 1);
    if (!torn && next.event().isPresent()) prompts++;
    return true;
  }

  private boolean isNew(String id) {
    return !known.contains(id) && !takenIds.contains(id);
  }

  private void takePairs(int partition, Lane lane, int count) {
    for (int i = 0; i < count; i++) {
      Held<PreferencePair> held = lane.pairs.remove();
      pairsNext.put(partition, held.offset() + 1);
      if (first.isEmpty()) first = Optional.of(held.at());
      held.event().ifPresentOrElse(this::take, () -> unreadable++);
    }
  }

  private void take(PreferencePair pair) {
    if (isNew(pair.getPairId())) {
      takenIds.add(pair.getPairId());
      taken.add(pair);
    } else {
      repeated++;
    }
  }

  private Gathered gathered() {
    List<Range> ranges = new ArrayList<>();
    ranges(ranges, outcomes, outcomesFrom, outcomesNext);
    ranges(ranges, preferences, pairsFrom, pairsNext);
    return new Gathered(taken, ranges, prompts, repeated, unreadable);
  }

  private static void ranges(
      List<Range> ranges, String topic, Map<Integer, Long> from, Map<Integer, Long> next) {
    next.forEach(
        (partition, end) ->
            ranges.add(new Range(topic, partition, from.getOrDefault(partition, 0L), end)));
  }

  /** The round is announced: what it has taken is consumed, and the next one begins. */
  void begin() {
    known.addAll(takenIds);
    pairsFrom.putAll(pairsNext);
    outcomesFrom.putAll(outcomesNext);
    pairsNext.clear();
    outcomesNext.clear();
    taken.clear();
    takenIds.clear();
    first = Optional.empty();
    prompts = 0;
    repeated = 0;
    unreadable = 0;
  }
}
