package io.hone.models.train;

import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.LlamaLayout;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaWeights;
import io.hone.models.llama.LoraAdapter;
import io.hone.models.llama.ModelSaver;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A model folder's weights, the adapter that learns if one does, and their trainer, opened and
 * closed together. What it saves can be loaded by others, and by itself to go on.
 */
public final class Learner implements AutoCloseable {
  private static final String OPTIMIZER = "optimizer.safetensors";

  private final Path model;
  private final ModelConfig config;
  private final TorchRuntime runtime;
  private final LlamaWeights weights;
  private final Optional<LoraAdapter> adapter;
  private final Trainer trainer;
  private final Deque<AutoCloseable> open;

  private Learner(
      Path model,
      ModelConfig config,
      TorchRuntime runtime,
      LlamaWeights weights,
      Optional<LoraAdapter> adapter,
      Trainer trainer,
      Deque<AutoCloseable> open) {
    this.model = model;
    this.config = config;
    this.runtime = runtime;
    this.weights = weights;
    this.adapter = adapter;
    this.trainer = trainer;
    this.open = open;
  }

  /**
   * Opens a learner.
   *
   * @param seed of a new adapter
   * @param saved a folder that {@link #saveToGoOn} wrote, to go on from there; empty to begin
   * @param steps done when it was saved
   * @throws io.hone.models.ModelException permanent if a folder is not what it should be
   */
  public static Learner open(
      TorchRuntime runtime,
      Path model,
      TrainingSettings.Learns learns,
      AdamW.Settings optimizer,
      Trainer.Memory memory,
      long seed,
      Optional<Path> saved,
      long steps) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      boolean everything = learns instanceof TrainingSettings.Learns.Everything;
      LlamaWeights weights;
      ModelConfig config;
      try (ModelFolder folder = ModelFolder.open(everything ? saved.orElse(model) : model)) {
        config = folder.config();
        weights = LlamaWeights.load(folder, runtime, Precision.F32);
        open.push(weights);
      }
      LlamaLayout layout = weights.layout();
      Optional<LoraAdapter> adapter =
          switch (learns) {
            case TrainingSettings.Learns.Everything all -> Optional.empty();
            case TrainingSettings.Learns.NewAdapter fresh ->
                Optional.of(
                    saved.isPresent()
                        ? load(runtime, layout, saved.get())
                        : LoraAdapter.create(runtime, layout, fresh.config(), seed));
            case TrainingSettings.Learns.Adapter old ->
                Optional.of(load(runtime, layout, saved.orElse(old.folder())));
          };
      adapter.ifPresent(open::push);
      Optional<LoraAdapter> reference =
          learns instanceof TrainingSettings.Learns.Adapter old
              ? Optional.of(load(runtime, layout, old.folder()))
              : Optional.empty();
      reference.ifPresent(open::push);
      LlamaTraining training =
          adapter
              .map(policy -> LlamaTraining.adapter(runtime, weights, policy, reference))
              .orElseGet(() -> LlamaTraining.full(runtime, weights));
      open.push(training);
      Trainer trainer = new Trainer(training, optimizer, memory);
      open.push(trainer);
      if (saved.isPresent()) {
        trainer.optimizer().restore(saved.get().resolve(OPTIMIZER));
        trainer.steps(steps);
      }
      return new Learner(model, config, runtime, weights, adapter, trainer, open);
    } catch (RuntimeException e) {
      close(open);
      throw e;
    }
  }

  private static LoraAdapter load(TorchRuntime runtime, LlamaLayout layout, Path path) {
    try (AdapterFolder folder = AdapterFolder.open(path, layout.config())) {
      return LoraAdapter.load(runtime, layout, folder);
    }
  }

  public Trainer trainer() {
    return trainer;
  }

  public ModelConfig config() {
    return config;
  }

  /** Whether the reference stays at hand while the policy learns. */
  public boolean hasReference() {
    return adapter.isPresent();
  }

  /** How many numbers learn. */
  public long trainableParameters() {
    return trainer.model().parameters().stream().mapToLong(p -> p.getShape().size()).sum();
  }

  /**
   * Writes the result as others read it: PEFT's adapter, or Hugging Face's model folder.
   *
   * @throws IOException if files exist or the disk is full
   * @throws io.hone.models.ModelException permanent if a weight is not a finite number; nothing is
   *     written then
   */
  public void save(Path folder) throws IOException {
    trainer.requireFiniteWeights();
    if (adapter.isPresent()) {
      adapter.get().save(folder);
    } else {
      ModelSaver.save(runtime, weights, model, folder);
    }
  }

  /** Writes what {@link #save} writes, and the optimizer. */
  public void saveToGoOn(Path folder) throws IOException {
    save(folder);
    trainer.optimizer().save(folder.resolve(OPTIMIZER));
  }

  @Override
  public void close() {
    close(open);
  }

  private static void close(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e); // none of them throws a checked exception
      }
    }
  }
}
