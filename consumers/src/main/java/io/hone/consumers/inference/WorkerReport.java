package io.hone.consumers.inference;

import io.hone.consumers.calls.SourceCounts;
import io.hone.schemas.catalog.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A worker at one moment. Two of them make rates.
 *
 * @param at when
 * @param atModel calls at the model
 * @param waiting calls that wait for a slot
 * @param source what was taken and given back
 * @param stages what was done, by work topic
 */
public record WorkerReport(
    Instant at, int atModel, int waiting, SourceCounts source, Map<Topic, StageCounts> stages) {

  public WorkerReport {
    stages = Map.copyOf(stages);
  }

  /** Calls that came to an end per second, by work topic, since an earlier report. */
  public Map<Topic, Double> rates(WorkerReport earlier) {
    double seconds = Math.max(1, Duration.between(earlier.at, at).toMillis()) / 1000.0;
    return stages.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> {
                  StageCounts before = earlier.stages.get(e.getKey());
                  long ended = e.getValue().ended() - (before == null ? 0 : before.ended());
                  return ended / seconds;
                }));
  }
}
