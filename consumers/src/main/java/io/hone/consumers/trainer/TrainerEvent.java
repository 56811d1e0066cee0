package io.hone.consumers.trainer;

import io.hone.event.ModelVersion;
import io.hone.models.train.TrainingEvent;

/**
 * What happens, as it happens. Told on the thread that does it; an exception of the listener ends
 * the trainer.
 */
public sealed interface TrainerEvent {
  /** This trainer acts now. */
  record Leads() implements TrainerEvent {}

  /** It no longer does. */
  record Waits() implements TrainerEvent {}

  /** A round is full and on the disk; nothing of it changes any more. */
  record BatchWritten(String version, String parent, RoundCounts counts) implements TrainerEvent {}

  /** Training goes on. */
  record Trains(String version, TrainingEvent event) implements TrainerEvent {}

  /** The result is in the store; it is announced next. */
  record Stored(String version) implements TrainerEvent {}

  /** A version is being examined. */
  record Examines(String version) implements TrainerEvent {}

  /** A version has been examined; the ruling is announced next. */
  record Examined(String version, Examiner.Ruling ruling) implements TrainerEvent {}

  /** A version's state is on the topic of models, for good. */
  record Announced(ModelVersion version) implements TrainerEvent {}

  /** A command was not obeyed. */
  record Refused(String commandId, String reason) implements TrainerEvent {}

  /** Something went wrong that may pass; it is tried again. */
  record Failed(String reason) implements TrainerEvent {}
}
