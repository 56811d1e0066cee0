package io.hone.app.role;

import io.hone.consumers.trainer.TrainerEvent;
import io.hone.models.train.TrainingEvent;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what was measured at the last step of training, for whoever looks. */
final class LastStep implements Consumer<TrainerEvent> {
  private final AtomicReference<TrainingEvent.@Nullable Step> step = new AtomicReference<>();

  @Override
  public void accept(TrainerEvent event) {
    if (event instanceof TrainerEvent.Trains trains
        && trains.event() instanceof TrainingEvent.Step now) {
      step.set(now);
    }
  }

  Optional<TrainingEvent.Step> found() {
    return Optional.ofNullable(step.get());
  }
}
