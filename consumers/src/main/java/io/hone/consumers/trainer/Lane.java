package io.hone.consumers.trainer;

import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One partition of preferences and the same of outcomes, which hold the same prompts: what was read
 * and no round has taken yet, in the partition's order.
 */
final class Lane {
  /**
   * A record.
   *
   * @param event empty if it is not what the topic should hold
   * @param at when it was read
   */
  record Held<T>(long offset, Optional<T> event, Instant at) {}

  final Deque<Held<PreferencePair>> pairs = new ArrayDeque<>();
  final Deque<Held<Outcome>> outcomes = new ArrayDeque<>();

  /** How many pairs to take until all of these are among them; empty while one is not there. */
  Optional<Integer> reach(Set<String> ids) {
    if (ids.isEmpty()) return Optional.of(0);
    Set<String> missing = new HashSet<>(ids);
    int count = 0;
    for (Held<PreferencePair> held : pairs) {
      count++;
      held.event().ifPresent(pair -> missing.remove(pair.getPairId()));
      if (missing.isEmpty()) return Optional.of(count);
    }
    return Optional.empty();
  }
}
