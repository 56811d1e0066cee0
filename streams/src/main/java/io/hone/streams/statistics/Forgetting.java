package io.hone.streams.statistics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which digests are over, and when each may be forgotten. Times are the stream's. */
final class Forgetting {
  private final long remember;
  private final Map<String, Long> touched = new HashMap<>();
  private final TreeMap<Long, List<String>> byTime = new TreeMap<>();

  Forgetting(Duration remember) {
    this.remember = remember.toMillis();
  }

  /**
   * @param at when its last fact came
   */
  void add(String key, long at) {
    Long before = touched.put(key, at);
    if (before == null || before != at) {
      byTime.computeIfAbsent(at, time -> new ArrayList<>()).add(key);
    }
  }

  /** As at the beginning. */
  void clear() {
    touched.clear();
    byTime.clear();
  }

  /** Those whose last fact came so long ago; each is named once. */
  List<String> due(long streamTime) {
    List<String> over = new ArrayList<>();
    while (!byTime.isEmpty() && byTime.firstKey() + remember <= streamTime) {
      Map.Entry<Long, List<String>> first = byTime.pollFirstEntry();
      for (String key : first.getValue()) {
        // A later fact stands further on.
        if (touched.remove(key, first.getKey())) over.add(key);
      }
    }
    return over;
  }
}
