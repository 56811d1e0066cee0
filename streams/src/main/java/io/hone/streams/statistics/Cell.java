package io.hone.streams.statistics;

import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import java.time.Duration;
import java.util.Locale;

/**
 * What figures belong to: a stage and a model version in one window of event time.
 *
 * @param stage {@code UNKNOWN} for figures of the whole episode
 * @param version empty for what belongs to none yet, such as a prompt that was submitted
 * @param start in milliseconds since 1970, inclusive
 * @param end exclusive
 */
public record Cell(Stage stage, String version, long start, long end) {

  /** The cell of an event; one of before 1970 is as of 1970. */
  static Cell of(Stage stage, String version, long at, Duration window) {
    long size = window.toMillis();
    long start = Math.max(0, at) / size * size;
    return new Cell(stage, version, start, start + size);
  }

  /** The cell of a record. */
  static Cell of(WindowedStatistics record) {
    return new Cell(
        record.getStage(),
        record.getVersion(),
        record.getWindowStart().toEpochMilli(),
        record.getWindowEnd().toEpochMilli());
  }

  /** The key on the topic; keys are in the order of the windows' starts. */
  public String key() {
    return String.format(Locale.ROOT, "%s-%013d/%s/%s", since(start), end, stage, version);
  }

  /** Less than the key of every cell that starts then or later, more than that of any other. */
  static String since(long start) {
    return String.format(Locale.ROOT, "%013d", start);
  }
}
