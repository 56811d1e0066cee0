package io.hone.streams.statistics;

import io.hone.schemas.catalog.Topic;
import java.time.Duration;

/**
 * What bounds the statistics.
 *
 * @param window of event time that figures are summed over
 * @param remember how long an ended prompt's records are told from repetitions, in the stream's
 *     time; what comes later is only counted as late. A call's second copies, too
 * @param keep how long windows can change, in the stream's time; as long as the topic keeps them
 * @param tick how often figures are made of what has come
 * @param publish how often the windows that have changed are published
 */
public record StatisticsSettings(
    Duration window, Duration remember, Duration keep, Duration tick, Duration publish) {

  public StatisticsSettings {
    least("window", window, Duration.ofSeconds(1));
    least("remember", remember, Duration.ofMillis(1));
    least("keep", keep, window);
    least("tick", tick, Duration.ofMillis(1));
    least("publish", publish, Duration.ofMillis(1));
  }

  private static void least(String what, Duration is, Duration least) {
    if (is.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "Statistics: %s is %s; take %s or more.".formatted(what, is, least));
    }
  }

  /** Windows of 10 s, an hour to remember; figures twice a second, published once a second. */
  public static StatisticsSettings defaults() {
    return new StatisticsSettings(
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Topic.STATISTICS.retention().orElse(Duration.ofDays(90)),
        Duration.ofMillis(500),
        Duration.ofSeconds(1));
  }

  public StatisticsSettings withWindow(Duration value) {
    return new StatisticsSettings(value, remember, keep, tick, publish);
  }

  public StatisticsSettings withRemember(Duration value) {
    return new StatisticsSettings(window, value, keep, tick, publish);
  }

  public StatisticsSettings withKeep(Duration value) {
    return new StatisticsSettings(window, remember, value, tick, publish);
  }
}
