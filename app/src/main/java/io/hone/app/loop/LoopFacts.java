package io.hone.app.loop;

import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.Prompt;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the topics of prompts, outcomes and models say about a loop, as far as they were handed
 * over. Records that come twice count once. For one thread.
 */
final class LoopFacts implements RunRecords.Receiver {
  private final Set<String> accepted = new HashSet<>();
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final Map<String, Position> places = new HashMap<>();
  private final Map<String, Instant> announced = new HashMap<>();
  private final Map<String, Instant> ruled = new HashMap<>();
  private VersionBook versions = VersionBook.EMPTY;

  @Override
  public void record(Position position, SpecificRecord value) {
    switch (value) {
      case Prompt prompt -> accepted.add(prompt.getPromptId());
      case Outcome outcome -> outcome(position, outcome);
      case ModelVersion version -> version(version);
      default -> {}
    }
  }

  private void outcome(Position position, Outcome outcome) {
    if (outcomes.putIfAbsent(outcome.getPromptId(), outcome) == null) {
      places.put(outcome.getPromptId(), position);
    }
  }

  private void version(ModelVersion version) {
    String name = version.getModel().getVersion();
    announced.putIfAbsent(name, version.getChangedAt());
    if (version.getState() != ModelState.CANDIDATE) {
      ruled.putIfAbsent(name, version.getChangedAt());
    }
    versions = versions.with(version);
  }

  @Override
  public void unreadable(Position position, String why) {
    // Whoever verifies the run tells of it; here it counts for nothing.
  }

  VersionBook versions() {
    return versions;
  }

  /** Whether a prompt is in the topic. */
  boolean accepted(String promptId) {
    return accepted.contains(promptId);
  }

  long accepted() {
    return accepted.size();
  }

  /** How many of these prompts have ended. */
  int ended(Collection<String> promptIds) {
    return (int) promptIds.stream().filter(outcomes::containsKey).count();
  }

  /** How many pairs came of these prompts. */
  long pairs(Collection<String> promptIds) {
    return promptIds.stream()
        .map(outcomes::get)
        .filter(Objects::nonNull)
        .mapToLong(outcome -> outcome.getPairIds().size())
        .sum();
  }

  /** How many pairs came of all prompts. */
  long pairs() {
    return pairs(outcomes.keySet());
  }

  /**
   * Whether versions have consumed the outcomes of all of these prompts that had pairs; one that
   * has not ended is not consumed.
   *
   * @param topic the full name of the topic of outcomes
   */
  boolean learned(String topic, Collection<String> promptIds) {
    Map<Integer, Long> consumed = versions.consumed().getOrDefault(topic, Map.of());
    return promptIds.stream().allMatch(id -> learned(consumed, id));
  }

  private boolean learned(Map<Integer, Long> consumed, String promptId) {
    Outcome outcome = outcomes.get(promptId);
    Position place = places.get(promptId);
    if (outcome == null || place == null) return false;
    return outcome.getPairIds().isEmpty()
        || place.offset() < consumed.getOrDefault(place.partition(), 0L);
  }

  /**
   * How many outcomes no version has consumed.
   *
   * @param topic the full name of the topic of outcomes
   */
  long unlearned(String topic) {
    Map<Integer, Long> consumed = versions.consumed().getOrDefault(topic, Map.of());
    return places.values().stream()
        .filter(place -> place.offset() >= consumed.getOrDefault(place.partition(), 0L))
        .count();
  }

  /** Ended prompts by how they ended. */
  Map<OutcomeStatus, Long> ends() {
    Map<OutcomeStatus, Long> ends = new TreeMap<>();
    outcomes.values().forEach(each -> ends.merge(each.getStatus(), 1L, Long::sum));
    return ends;
  }

  /** Why prompts ended without a pair, with one sentence for each reason and how often. */
  Map<String, Why> reasons() {
    Map<String, Why> reasons = new TreeMap<>();
    for (Outcome outcome : outcomes.values()) {
      if (outcome.getStatus() == OutcomeStatus.PAIRED) continue;
      reasons.merge(
          outcome.getReason(),
          new Why(1, outcome.getDetail()),
          (a, b) -> new Why(a.count() + b.count(), a.detail()));
    }
    return reasons;
  }

  /**
   * A reason for no pair.
   *
   * @param detail of one of them
   */
  record Why(long count, String detail) {}

  /**
   * What the pairs of a version cost.
   *
   * @param prompts that ended
   * @param calls to the model
   * @param tokens read and written
   * @param seconds from the ruling on the version before it to its own
   */
  record Work(long prompts, long calls, long tokens, double seconds) {}

  /** The work behind each version: what ended after the one before it was announced. */
  Map<String, Work> work() {
    Map<String, Work> work = new HashMap<>();
    Instant from = Instant.MIN;
    Instant before = null;
    for (ModelVersion version : versions.all()) {
      String name = version.getModel().getVersion();
      Instant to = announced.getOrDefault(name, version.getChangedAt());
      if (version.getTraining() != null) work.put(name, work(from, to, before, ruled.get(name)));
      from = to;
      before = ruled.get(name);
    }
    return work;
  }

  private Work work(Instant from, Instant to, @Nullable Instant began, @Nullable Instant ended) {
    List<Outcome> mine =
        outcomes.values().stream()
            .filter(each -> each.getEndedAt().isAfter(from) && !each.getEndedAt().isAfter(to))
            .toList();
    double seconds =
        began == null || ended == null
            ? Double.NaN
            : Duration.between(began, ended).toMillis() / 1e3;
    return new Work(
        mine.size(),
        mine.stream().mapToLong(each -> each.getCounts().getOrDefault("calls", 0L)).sum(),
        mine.stream()
            .mapToLong(each -> each.getTokens().getPrompt() + each.getTokens().getCompletion())
            .sum(),
        seconds);
  }
}
