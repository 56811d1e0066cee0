package io.hone.app.metrics;

import io.hone.app.records.Spelling;
import io.hone.consumers.trainer.TrainerStatus;
import io.hone.models.train.TrainingEvent;
import java.util.Optional;
import java.util.function.Supplier;

/** The trainer of this process. */
final class TrainerSource implements Source {
  private final Supplier<TrainerStatus> statuses;
  private final Supplier<Optional<TrainingEvent.Step>> steps;

  TrainerSource(Supplier<TrainerStatus> statuses, Supplier<Optional<TrainingEvent.Step>> steps) {
    this.statuses = statuses;
    this.steps = steps;
  }

  @Override
  public void read(Readings into) {
    TrainerStatus status = statuses.get();
    for (TrainerStatus.Phase phase : TrainerStatus.Phase.values()) {
      into.put(HoneMeter.TRAINER_PHASE, phase == status.phase() ? 1 : 0, Spelling.of(phase));
    }
    into.put(HoneMeter.TRAINER_PHASE_TIMESTAMP_SECONDS, status.since().toEpochMilli() / 1e3);
    into.put(HoneMeter.TRAINER_DONE, status.done());
    into.put(HoneMeter.TRAINER_WANTED, status.of());
    into.put(HoneMeter.TRAINER_PAIRS, status.pairs());
    steps.get().ifPresent(step -> step(step, into));
  }

  private static void step(TrainingEvent.Step step, Readings into) {
    into.put(HoneMeter.TRAINER_STEP, step.step());
    into.put(HoneMeter.TRAINER_STEPS, step.steps());
    into.put(HoneMeter.TRAINER_LOSS, step.loss());
    into.put(HoneMeter.TRAINER_REWARD, step.preference().chosenReward(), "chosen");
    into.put(HoneMeter.TRAINER_REWARD, step.preference().rejectedReward(), "rejected");
    into.put(HoneMeter.TRAINER_MARGIN, step.preference().margin());
    into.put(HoneMeter.TRAINER_ACCURACY, step.preference().accuracy());
    into.put(HoneMeter.TRAINER_KL, step.preference().kl());
    into.put(HoneMeter.TRAINER_GRADIENT_NORM, step.gradientNorm());
    into.put(HoneMeter.TRAINER_LEARNING_RATE, step.learningRate());
    into.put(HoneMeter.TRAINER_TOKENS_PER_SECOND, step.speed().tokensPerSecond());
  }
}
