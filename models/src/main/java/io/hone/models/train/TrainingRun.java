package io.hone.models.train;

import io.hone.models.ModelException;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.text.Tokenizer;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Trains on a file, from its first step to a result on disk. Killed at any point and run again with
 * the same settings, it goes on from its newest whole checkpoint and gives, on CPU, the same losses
 * bit for bit as a run that was never killed. Run again after its end, it does nothing.
 */
public final class TrainingRun {
  /** Pairs whose reference is computed at a time before the first step. */
  private static final int REFERENCE_PAIRS = 64;

  private final TorchRuntime runtime;
  private final TrainingSettings settings;
  private final AtomicFolder.Filler beside;
  private final Consumer<TrainingEvent> listener;
  private final BooleanSupplier stop;

  private TrainingRun(
      TorchRuntime runtime,
      TrainingSettings settings,
      AtomicFolder.Filler beside,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    this.runtime = runtime;
    this.settings = settings;
    this.beside = beside;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Runs to the end, on the calling thread.
   *
   * @param listener told of everything, on the calling thread; what it throws ends the run
   * @param stop asked after every step; when it says so, a checkpoint is written and the run ends
   * @return the folder with the result
   * @throws ModelException permanent if settings, model or data are wrong, or training diverges;
   *     transient if stopped, another run is writing to the same place or the disk is full: run it
   *     again then
   */
  public static Path run(
      TorchRuntime runtime,
      TrainingSettings settings,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    return run(runtime, settings, result -> {}, listener, stop);
  }

  /**
   * The same, and the caller puts files of its own into the result, which appear with the weights
   * or not at all.
   *
   * @param beside given the folder that becomes the result
   */
  public static Path run(
      TorchRuntime runtime,
      TrainingSettings settings,
      AtomicFolder.Filler beside,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    try {
      return new TrainingRun(runtime, settings, beside, listener, stop).run();
    } catch (IOException e) {
      throw ModelException.transientFailure(
          ("Training cannot write to or read from %s (%s): make room or change permissions, and run"
                  + " it again; it goes on from its last checkpoint.")
              .formatted(settings.out().toAbsolutePath().getParent(), e),
          e);
    }
  }

  private Path run() throws IOException {
    Map<String, String> identity = RunIdentity.of(settings);
    Checkpoints checkpoints = new Checkpoints(settings.checkpoints(), settings.keepCheckpoints());
    if (Files.exists(settings.out())) {
      return done(identity, checkpoints);
    }
    try (Checkpoints.Lock lock = checkpoints.lock()) {
      Path result = train(identity, checkpoints);
      checkpoints.deleteAll();
      return result;
    }
  }

  /** A run that is asked for again after its end. */
  private Path done(Map<String, String> identity, Checkpoints checkpoints) throws IOException {
    if (!Files.exists(settings.out().resolve(AtomicFolder.MANIFEST))) {
      throw ModelException.permanent(
          "%s exists and is not the result of a training run; name a folder that is not there yet."
              .formatted(settings.out()));
    }
    AtomicFolder.verify(settings.out());
    RunState state = RunState.read(settings.out());
    state.requireSettings(identity, settings.out());
    checkpoints.deleteAll(); // a kill may have come between the result and this
    listener.accept(new TrainingEvent.Finished(state.step(), settings.out()));
    return settings.out();
  }

  private Path train(Map<String, String> identity, Checkpoints checkpoints) throws IOException {
    Optional<Checkpoints.Found> newest = checkpoints.newest();
    Optional<RunState> before = Optional.empty();
    if (newest.isPresent()) {
      RunState state = RunState.read(newest.get().path());
      state.requireSettings(identity, settings.checkpoints());
      before = Optional.of(state);
    }
    try (Learner learner =
        Learner.open(
            runtime,
            settings.model(),
            settings.learns(),
            settings.optimizer(),
            settings.memory(),
            settings.seed(),
            newest.map(Checkpoints.Found::path),
            before.map(RunState::step).orElse(0L))) {
      Loop<?> loop = loop(learner, identity, checkpoints, before);
      loop.started(newest.map(found -> found.path().toString()).orElse(""));
      loop.referencesBeforeTheFirstStep();
      loop.steps();
      loop.result();
      listener.accept(new TrainingEvent.Finished(learner.trainer().steps(), settings.out()));
      return settings.out();
    }
  }

  private Loop<?> loop(
      Learner learner,
      Map<String, String> identity,
      Checkpoints checkpoints,
      Optional<RunState> before) {
    ModelConfig config = learner.config();
    long most =
        Math.min(config.contextLength(), settings.maxTokens().orElse(config.contextLength()));
    try (Tokenizer tokenizer = Tokenizer.open(settings.model(), config)) {
      return switch (settings.method()) {
        case TrainingSettings.Method.Preference preference -> {
          Items<Item.Pair> pairs = Items.pairs(settings.data(), tokenizer, config, most);
          double[] references = new double[2 * pairs.items().size()];
          Arrays.fill(references, Double.NaN);
          yield new Loop<>(
              learner,
              identity,
              checkpoints,
              pairs,
              before.map(RunState::references).orElse(references),
              (loop, chosen, rate) -> loop.prefer(preference.objective(), pairs, chosen, rate));
        }
        case TrainingSettings.Method.Supervised supervised -> {
          Items<Item.Example> examples = Items.examples(settings.data(), tokenizer, config, most);
          yield new Loop<>(
              learner,
              identity,
              checkpoints,
              examples,
              new double[0],
              (loop, chosen, rate) ->
                  learner
                      .trainer()
                      .imitate(
                          IntStream.of(chosen).mapToObj(examples.items()::get).toList(), rate));
        }
      };
    }
  }

  /** One step on the items with these indices. */
  private interface Step<T extends Item> {
    Trainer.Outcome take(Loop<T> loop, int[] items, double rate);
  }

  /** A run with its data at hand. */
  private final class Loop<T extends Item> {
    private final Learner learner;
    private final Map<String, String> identity;
    private final Checkpoints checkpoints;
    private final Items<T> items;
    private final double[] references;
    private final Step<T> step;
    private final long steps;
    private long checkpointed;

    Loop(
        Learner learner,
        Map<String, String> identity,
        Checkpoints checkpoints,
        Items<T> items,
        double[] references,
        Step<T> step) {
      this.learner = learner;
      this.identity = identity;
      this.checkpoints = checkpoints;
      this.items = items;
      this.references = references;
      this.step = step;
      this.checkpointed = learner.trainer().steps();
      long all = (long) settings.epochs() * stepsPerEpoch();
      this.steps = Math.min(all, settings.maxSteps().orElse(all));
    }

    void started(String resumedFrom) {
      listener.accept(
          new TrainingEvent.Started(
              items.items().size(),
              items.leftOut(),
              learner.trainer().steps(),
              steps,
              learner.trainableParameters(),
              resumedFrom));
    }

    /** Full fine-tuning has its reference only now; with an adapter it is switched to, later. */
    void referencesBeforeTheFirstStep() throws IOException {
      if (learner.hasReference() || references.length == 0 || learner.trainer().steps() > 0) {
        return;
      }
      int[] needed =
          IntStream.iterate(0, i -> i < steps, i -> i + 1)
              .flatMap(i -> IntStream.of(indices(i)))
              .distinct()
              .sorted()
              .toArray();
      for (int from = 0; from < needed.length; from += REFERENCE_PAIRS) {
        int to = Math.min(needed.length, from + REFERENCE_PAIRS);
        // Always the same ones together, whatever a checkpoint knows of them already.
        refer(Arrays.copyOfRange(needed, from, to), Version.POLICY);
        listener.accept(new TrainingEvent.Reference(to, needed.length));
        stopIfAsked();
      }
      if (settings.checkpointEvery() > 0) {
        checkpoint();
      }
    }

    private void refer(int[] pairs, Version version) {
      List<Trainer.Reference> found =
          learner
              .trainer()
              .references(
                  IntStream.of(pairs).mapToObj(i -> (Item.Pair) items.items().get(i)).toList(),
                  version);
      for (int i = 0; i < pairs.length; i++) {
        references[2 * pairs[i]] = found.get(i).chosen();
        references[2 * pairs[i] + 1] = found.get(i).rejected();
      }
    }

    void steps() throws IOException {
      while (learner.trainer().steps() < steps) {
        stopIfAsked();
        one(learner.trainer().steps());
        long done = learner.trainer().steps();
        if (settings.checkpointEvery() > 0
            && done % settings.checkpointEvery() == 0
            && done < steps) {
          checkpoint();
        }
      }
    }

    private void stopIfAsked() throws IOException {
      if (!stop.getAsBoolean()) {
        return;
      }
      long done = learner.trainer().steps();
      if (done > 0 && done != checkpointed) {
        checkpoint();
      }
      throw ModelException.transientFailure(
          "Training was stopped after step %d of %d; the same command goes on from there."
              .formatted(done, steps),
          null);
    }

    private void one(long index) {
      long begin = System.nanoTime();
      int[] chosen = indices(index);
      double rate = settings.learningRate().at(index, steps);
      Trainer.Outcome outcome = step.take(this, chosen, rate);
      double seconds = Math.max(1e-9, (System.nanoTime() - begin) / 1e9);
      listener.accept(
          new TrainingEvent.Step(
              index + 1,
              steps,
              1 + Math.toIntExact(index / stepsPerEpoch()),
              chosen.length,
              outcome.loss(),
              outcome.nll(),
              rate,
              outcome.gradientNorm(),
              outcome.preference(),
              new TrainingEvent.Speed(
                  seconds,
                  outcome.tokens(),
                  outcome.tokens() / seconds,
                  chosen.length / seconds,
                  outcome.paddingShare())));
    }

    private int stepsPerEpoch() {
      return Batches.stepsPerEpoch(items.items().size(), settings.itemsPerStep());
    }

    private int[] indices(long index) {
      return Batches.items(items.items().size(), settings.itemsPerStep(), settings.seed(), index);
    }

    Trainer.Outcome prefer(Objective objective, Items<Item.Pair> pairs, int[] chosen, double rate) {
      int[] unknown = IntStream.of(chosen).filter(i -> Double.isNaN(references[2 * i])).toArray();
      if (unknown.length > 0) {
        refer(unknown, Version.REFERENCE);
      }
      return learner
          .trainer()
          .prefer(
              objective,
              IntStream.of(chosen).mapToObj(pairs.items()::get).toList(),
              IntStream.of(chosen)
                  .mapToObj(i -> new Trainer.Reference(references[2 * i], references[2 * i + 1]))
                  .toList(),
              rate);
    }

    private void checkpoint() throws IOException {
      long done = learner.trainer().steps();
      Path folder =
          checkpoints.write(
              done,
              target -> {
                learner.saveToGoOn(target);
                state(references).write(target);
              });
      checkpointed = done;
      listener.accept(new TrainingEvent.CheckpointWritten(done, folder));
    }

    private RunState state(double[] known) {
      return new RunState(learner.trainer().steps(), settings.seed(), identity, known, new byte[0]);
    }

    void result() throws IOException {
      AtomicFolder.write(
          settings.out(),
          target -> {
            learner.save(target);
            state(new double[0]).write(target);
            beside.fill(target);
          });
    }
  }
}
