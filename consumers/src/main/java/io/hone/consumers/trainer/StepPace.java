package io.hone.consumers.trainer;

import io.hone.models.train.TrainingEvent;
import java.time.Duration;
import java.time.Instant;

/**
 * Which steps of a round are told: the first that is made here, the last, and of the others at most
 * ten a second.
 */
final class StepPace {
  private static final Duration LEAST = Duration.ofMillis(100);

  private Instant told = Instant.MIN;

  /** Training begins, or goes on. */
  void begin() {
    told = Instant.MIN;
  }

  /**
   * Whether to tell a step; it counts as told then.
   *
   * @param now of a clock that may be set back
   */
  boolean due(TrainingEvent.Step step, Instant now) {
    boolean due =
        step.step() == step.steps()
            || told.equals(Instant.MIN)
            || now.isBefore(told)
            || !now.isBefore(told.plus(LEAST));
    if (due) told = now;
    return due;
  }
}
