package io.hone.consumers.trainer;

import io.hone.consumers.records.LossyWriter;
import io.hone.models.train.TrainingEvent;
import io.hone.schemas.catalog.Topic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * The topic of training: what was measured at the steps of a round, while it goes on. Told at a
 * bounded rate, and never waited for. For one thread; {@link #close} ends what writes.
 */
final class StepTopic implements AutoCloseable {
  private final String run;
  private final String topic;
  private final InstantSource clock;
  private final LossyWriter writer;
  private final StepPace pace = new StepPace();

  StepTopic(TrainerSettings settings, Map<String, Object> kafka, InstantSource clock) {
    this.run = settings.namespace().run();
    this.topic = settings.topic(Topic.TRAINING);
    this.clock = clock;
    this.writer = new LossyWriter(kafka);
  }

  /** Tells a step of a round, if it is due; returns at once. */
  void tell(Batch batch, TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started started -> pace.begin();
      case TrainingEvent.Step step -> {
        Instant now = clock.instant();
        if (pace.due(step, now)) {
          writer.write(topic, batch.version(), batch.toContract(run, step, now));
        }
      }
      case TrainingEvent.Reference reference -> {}
      case TrainingEvent.CheckpointWritten checkpoint -> {}
      case TrainingEvent.Finished finished -> {}
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
