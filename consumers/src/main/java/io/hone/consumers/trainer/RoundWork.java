package io.hone.consumers.trainer;

import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.BadArtifactException;
import io.hone.event.Artifact;
import io.hone.event.ModelVersion;
import io.hone.models.ModelException;
import io.hone.models.file.AtomicFolder;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.train.RunState;
import io.hone.models.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The long part of a round: from a batch on the disk to weights in the store. Done again after a
 * death at any point it ends in the same.
 */
final class RoundWork {
  private final TrainerSettings settings;
  private final TorchRuntime runtime;
  private final ArtifactStore store;
  private final StepTopic steps;
  private final Consumer<TrainerEvent> listener;

  RoundWork(
      TrainerSettings settings,
      TorchRuntime runtime,
      ArtifactStore store,
      StepTopic steps,
      Consumer<TrainerEvent> listener) {
    this.settings = settings;
    this.runtime = runtime;
    this.store = store;
    this.steps = steps;
    this.listener = listener;
  }

  /** How it ended. */
  sealed interface Ending {
    /** The weights are in the store. */
    record Stored(Artifact artifact, long steps) implements Ending {}

    /** These pairs cannot be trained on. */
    record Failed(String reason) implements Ending {}

    /** Other files are in the store under the name. */
    record Taken(String reason) implements Ending {}
  }

  /**
   * Trains what is in a round's folder and stores the result.
   *
   * @param stop asked after every step
   * @throws ModelException transient if stopped, or the disk is full
   * @throws IOException if the disk or the store cannot be read or written
   * @throws BadArtifactException if the parent's files are not what was announced
   */
  Ending train(RoundFolder folder, Batch batch, ModelVersion parent, BooleanSupplier stop)
      throws IOException {
    long steps;
    try {
      steps = trained(folder, batch, parent, stop);
    } catch (ModelException first) {
      if (first.kind() == ModelException.Kind.TRANSIENT) throw first;
      // Damaged files or these pairs: only what fails again from nothing is the pairs' fault.
      folder.forgetTraining();
      try {
        steps = trained(folder, batch, parent, stop);
      } catch (ModelException again) {
        if (again.kind() == ModelException.Kind.TRANSIENT) throw again;
        return new Ending.Failed(String.valueOf(again.getMessage()));
      }
    }
    Artifact artifact;
    try {
      artifact = store.put(batch.version(), folder.adapter());
    } catch (BadArtifactException e) {
      return new Ending.Taken(String.valueOf(e.getMessage()));
    }
    listener.accept(new TrainerEvent.Stored(batch.version()));
    return new Ending.Stored(artifact, steps);
  }

  private long trained(RoundFolder folder, Batch batch, ModelVersion parent, BooleanSupplier stop)
      throws IOException {
    if (folder.trained()) {
      AtomicFolder.verify(folder.adapter());
    } else {
      TrainingRun.run(
          runtime,
          settings
              .learning()
              .run(settings.model(), folder.pairs(), folder.adapter(), adapter(parent)),
          result -> RoundFolder.note(result, batch),
          event -> {
            steps.tell(batch, event);
            listener.accept(new TrainerEvent.Trains(batch.version(), event));
          },
          stop);
    }
    return RunState.read(folder.adapter()).step();
  }

  /** The files of a version, fetched; empty for the base. */
  Optional<Path> adapter(ModelVersion version) throws IOException {
    Artifact artifact = version.getArtifact();
    return artifact == null
        ? Optional.empty()
        : Optional.of(store.fetch(version.getModel().getVersion(), artifact));
  }
}
