package io.hone.streams.episode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The calls without a fact, by episode and by deadline. Kept in memory only: it follows from what
 * is stored, by asking the recipe again.
 */
final class OpenCalls {
  private final Map<String, Map<String, Waiting>> byEpisode = new HashMap<>();
  // Everybody waits for as long, so who came first is due first.
  private final SequencedMap<String, Waiting> byDeadline = new LinkedHashMap<>();

  /**
   * @param attempt the last that was asked
   * @param deadline in ms since 1970
   */
  record Waiting(String promptId, String callId, int attempt, long deadline) {}

  /** As at the beginning. */
  void clear() {
    byEpisode.clear();
    byDeadline.clear();
  }

  /** An episode is open, be it without any call. */
  void open(String promptId) {
    calls(promptId);
  }

  private Map<String, Waiting> calls(String promptId) {
    return byEpisode.computeIfAbsent(promptId, id -> new HashMap<>());
  }

  boolean isOpen(String promptId) {
    return byEpisode.containsKey(promptId);
  }

  int episodes() {
    return byEpisode.size();
  }

  /** Waits for a call, in place of what was known of it, and for no shorter than all others. */
  void put(Waiting waiting) {
    calls(waiting.promptId()).put(waiting.callId(), waiting);
    byDeadline.putLast(waiting.callId(), waiting);
  }

  Optional<Waiting> find(String promptId, String callId) {
    return Optional.ofNullable(byEpisode.getOrDefault(promptId, Map.of()).get(callId));
  }

  /** A call has its fact; true if its episode waits for no other. */
  boolean answered(Waiting waiting) {
    Map<String, Waiting> calls = calls(waiting.promptId());
    calls.remove(waiting.callId());
    byDeadline.remove(waiting.callId());
    return calls.isEmpty();
  }

  void close(String promptId) {
    Map<String, Waiting> calls = byEpisode.remove(promptId);
    if (calls != null) calls.keySet().forEach(byDeadline::remove);
  }

  /** Every call waits anew, until {@code deadline} in ms since 1970. */
  void renew(long deadline) {
    for (Waiting waiting : List.copyOf(byDeadline.values())) {
      put(new Waiting(waiting.promptId(), waiting.callId(), waiting.attempt(), deadline));
    }
  }

  /** Whose deadline has passed, the longest first. */
  List<Waiting> due(long now) {
    List<Waiting> due = new ArrayList<>();
    for (Waiting waiting : byDeadline.values()) {
      if (waiting.deadline() > now) break;
      due.add(waiting);
    }
    return due;
  }
}
