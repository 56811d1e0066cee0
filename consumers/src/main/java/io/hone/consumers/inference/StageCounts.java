package io.hone.consumers.inference;

import io.hone.event.CallErrorKind;
import java.util.Map;

/**
 * What a worker has done for one stage since it started.
 *
 * @param answered calls whose answer is durable
 * @param samples drawn in those answers
 * @param failed calls whose failure is durable, by its kind
 * @param attempts at the model, repetitions included
 * @param known calls that came again after their answer was durable; not asked again
 * @param deadLettered records that were no calls
 * @param cost in time and tokens
 */
public record StageCounts(
    long answered,
    long samples,
    Map<CallErrorKind, Long> failed,
    long attempts,
    long known,
    long deadLettered,
    Cost cost) {

  /**
   * What the calls took.
   *
   * @param latency of the answered at the model in all, ms
   * @param queued between asking and the start of work of the answered in all, ms
   * @param promptTokens of answered and failed calls
   * @param completionTokens likewise
   */
  public record Cost(long latency, long queued, long promptTokens, long completionTokens) {}

  public StageCounts {
    failed = Map.copyOf(failed);
  }

  /** Calls that have come to an end. */
  public long ended() {
    return answered + failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
