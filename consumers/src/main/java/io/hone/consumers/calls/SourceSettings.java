package io.hone.consumers.calls;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a source takes calls.
 *
 * @param kind which implementation
 * @param group the group that the workers form; its progress is kept under this name
 * @param topics the work topics, the one served first in front
 * @param consumers share group only: consumers of each topic in this process, one call in flight
 *     each
 * @param window sliding window only: calls of each topic that this process holds, running or
 *     waiting for a slot of the model
 * @param tries how often a call is handed out before its handler is to give it up: 2 to 8
 * @param lock share group only: for how long a call stays with a worker that does not say anything;
 *     longer than twice the longest work, since it is not renewed
 * @param commitInterval sliding window only: at the latest after this time what is done is
 *     committed
 */
public record SourceSettings(
    SourceKind kind,
    String group,
    List<String> topics,
    int consumers,
    int window,
    int tries,
    Duration lock,
    Duration commitInterval) {

  public SourceSettings {
    topics = List.copyOf(topics);
    require(!group.isBlank(), "group", "'" + group + "'", "a name");
    require(
        !topics.isEmpty() && Set.copyOf(topics).size() == topics.size(),
        "topics",
        topics,
        "at least one, and none twice");
    require(consumers >= 1 && consumers <= 100, "consumers", consumers, "1 to 100");
    require(window >= 1 && window <= 2_000, "window", window, "1 to 2000");
    require(tries >= 2 && tries <= 8, "tries", tries, "2 to 8");
    require(lock.compareTo(Duration.ofSeconds(1)) >= 0, "lock", lock, "1 s or more");
    require(
        commitInterval.isPositive() && commitInterval.compareTo(Duration.ofMinutes(1)) <= 0,
        "commit interval",
        commitInterval,
        "above 0 and at most a minute");
  }

  /** 16 consumers, a window of 400, 3 tries, a lock of ten minutes, commits every 200 ms. */
  public static SourceSettings of(SourceKind kind, String group, List<String> topics) {
    return new SourceSettings(
        kind, group, topics, 16, 400, 3, Duration.ofMinutes(10), Duration.ofMillis(200));
  }

  public SourceSettings withConsumers(int value) {
    return new SourceSettings(kind, group, topics, value, window, tries, lock, commitInterval);
  }

  public SourceSettings withWindow(int value) {
    return new SourceSettings(kind, group, topics, consumers, value, tries, lock, commitInterval);
  }

  public SourceSettings withTries(int value) {
    return new SourceSettings(kind, group, topics, consumers, window, value, lock, commitInterval);
  }

  public SourceSettings withLock(Duration value) {
    return new SourceSettings(kind, group, topics, consumers, window, tries, value, commitInterval);
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Call source: " + name + " is " + value + "; it must be " + allowed + ".");
    }
  }
}
