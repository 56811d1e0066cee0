package io.hone.app.seed;

import io.hone.app.seed.world.Asking;
import io.hone.app.seed.world.Lessons;
import io.hone.app.seed.world.Lessons.Mistakes;
import io.hone.app.seed.world.Lessons.Mix;
import io.hone.app.seed.world.World;
import io.hone.models.ModelException;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.text.Tokenizer;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.train.AdamW;
import io.hone.models.train.Checkpoints;
import io.hone.models.train.Item;
import io.hone.models.train.Learner;
import io.hone.models.train.LearningRate;
import io.hone.models.train.RunState;
import io.hone.models.train.Trainer;
import io.hone.models.train.TrainingEvent;
import io.hone.models.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains the seed model from nothing. Every step has lessons of its own, drawn from seed and step
 * alone; the first ones are free of mistakes, the last ones are not, so that the model knows what
 * is right and still errs when it is sampled. Killed at any point and run again it goes on from its
 * newest checkpoint, and ends in the same weights on the same machine.
 */
public final class SeedTraining {
  private final TorchRuntime runtime;
  private final Path out;
  private final Settings settings;
  private final Consumer<TrainingEvent> listener;
  private final BooleanSupplier stop;
  private final World world = World.shipped();
  private final Asking asking = new Asking(SeedTemplates.shipped());

  /**
   * How the seed comes to be.
   *
   * @param steps at least 1
   * @param cleanShare of the steps, from the first, whose lessons have no mistakes
   * @param mistakes of the others
   * @param checkpointEvery steps, at least 1
   */
  record Settings(
      long seed,
      long steps,
      NewModel model,
      Mix mix,
      double cleanShare,
      Mistakes mistakes,
      LearningRate rate,
      AdamW.Settings optimizer,
      int checkpointEvery) {

    private Map<String, String> identity() {
      Map<String, String> identity = new LinkedHashMap<>();
      identity.put("seed", Long.toString(seed));
      identity.put("steps", Long.toString(steps));
      identity.put("model", model.toString());
      identity.put("lessons per step", mix.toString());
      identity.put("clean share", Double.toString(cleanShare));
      identity.put("mistakes", mistakes.toString());
      identity.put("learning rate", rate.toString());
      identity.put("optimizer", optimizer.toString());
      return identity;
    }
  }

  /** Those of the seed that comes with Hone. */
  static Settings settings(long seed, long steps) {
    return new Settings(
        seed,
        steps,
        new NewModel(128, 352, 4, 4, 512),
        new Mix(64, 64, 32),
        0.85,
        new Mistakes(0.38, 0.26, 0.06, 0.05, 0.03),
        new LearningRate(2e-3, 60, LearningRate.Decay.COSINE, 0.03),
        new AdamW.Settings(0.9, 0.98, 1e-8, 0.01, 1),
        100);
  }

  private SeedTraining(
      TorchRuntime runtime,
      Path out,
      Settings settings,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    this.runtime = runtime;
    this.out = out;
    this.settings = settings;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Runs to the end, on the calling thread.
   *
   * @param out appears when all is done: a model folder, with the templates that it understands in
   *     {@code templates}; checkpoints are in {@code OUT.checkpoints} until then
   * @param listener told of everything; what it throws ends the run
   * @param stop asked after every step; when it says so, a checkpoint is written and the run ends
   * @throws ModelException permanent if something else is in the place of the result, or another
   *     run is writing there; transient if stopped or the disk is full: run it again then
   */
  public static void run(
      TorchRuntime runtime,
      Path out,
      long seed,
      long steps,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    run(runtime, out, settings(seed, steps), listener, stop);
  }

  static void run(
      TorchRuntime runtime,
      Path out,
      Settings settings,
      Consumer<TrainingEvent> listener,
      BooleanSupplier stop) {
    try {
      new SeedTraining(runtime, out, settings, listener, stop).run();
    } catch (IOException e) {
      throw ModelException.transientFailure(
          "The seed cannot be written to %s (%s): make room or change permissions, and run it again; it goes on from its last checkpoint."
              .formatted(out, e),
          e);
    }
  }

  private void run() throws IOException {
    Path place = out.toAbsolutePath();
    Checkpoints checkpoints =
        new Checkpoints(place.resolveSibling(place.getFileName() + ".checkpoints"), 2);
    if (Files.exists(out)) {
      requireResult();
    } else {
      try (Checkpoints.Lock lock = checkpoints.lock()) {
        Path start = Files.createTempDirectory("hone-seed");
        try {
          settings.model().write(start, SeedTokenizer.of(world, asking), settings.seed());
          train(start, checkpoints);
        } finally {
          AtomicFolder.delete(start);
        }
      }
    }
    checkpoints.deleteAll();
    listener.accept(new TrainingEvent.Finished(settings.steps(), out));
  }

  /** A run that is asked for again after its end. */
  private void requireResult() throws IOException {
    if (!Files.exists(out.resolve(AtomicFolder.MANIFEST))) {
      throw ModelException.permanent(
          "%s exists and is no seed model; name a folder that is not there yet.".formatted(out));
    }
    AtomicFolder.verify(out);
    RunState.read(out).requireSettings(settings.identity(), out);
  }

  private void train(Path start, Checkpoints checkpoints) throws IOException {
    Optional<Path> newest = checkpoints.newest().map(Checkpoints.Found::path);
    long done = 0;
    if (newest.isPresent()) {
      RunState state = RunState.read(newest.get());
      state.requireSettings(settings.identity(), newest.get());
      done = state.step();
    }
    try (Learner learner =
            Learner.open(
                runtime,
                start,
                new TrainingSettings.Learns.Everything(),
                settings.optimizer(),
                Trainer.Memory.DEFAULT,
                settings.seed(),
                newest,
                done);
        Tokenizer tokenizer = Tokenizer.open(start, ModelConfig.read(start))) {
      listener.accept(
          new TrainingEvent.Started(
              Math.toIntExact(settings.steps() * settings.mix().lessons()),
              0,
              done,
              settings.steps(),
              learner.trainableParameters(),
              newest.map(Path::toString).orElse("")));
      while (learner.trainer().steps() < settings.steps()) {
        step(learner, tokenizer);
        if (learner.trainer().steps() < settings.steps()) {
          checkpoint(learner, checkpoints);
        }
      }
      AtomicFolder.write(
          out,
          target -> {
            learner.save(target);
            SeedTemplates.write(target.resolve("templates"));
            state(learner).write(target);
          });
    }
  }

  private void step(Learner learner, Tokenizer tokenizer) {
    long begin = System.nanoTime();
    long index = learner.trainer().steps();
    boolean clean = index < settings.cleanShare() * settings.steps();
    Lessons lessons =
        new Lessons(world, asking, settings.mix(), clean ? Mistakes.NONE : settings.mistakes());
    List<Item.Example> examples =
        lessons.step(new Random(settings.seed() * 1_000_003 + index)).stream()
            .map(lesson -> new Item.Example(LessonTokens.of(tokenizer, lesson), 1))
            .toList();
    double rate = settings.rate().at(index, settings.steps());
    Trainer.Outcome outcome = learner.trainer().imitate(examples, rate);
    double seconds = Math.max(1e-9, (System.nanoTime() - begin) / 1e9);
    listener.accept(
        new TrainingEvent.Step(
            index + 1,
            settings.steps(),
            1,
            examples.size(),
            outcome.loss(),
            outcome.nll(),
            rate,
            outcome.gradientNorm(),
            TrainingEvent.Preference.NONE,
            new TrainingEvent.Speed(
                seconds,
                outcome.tokens(),
                outcome.tokens() / seconds,
                examples.size() / seconds,
                outcome.paddingShare())));
  }

  private void checkpoint(Learner learner, Checkpoints checkpoints) throws IOException {
    long done = learner.trainer().steps();
    boolean stopped = stop.getAsBoolean();
    if (!stopped && done % settings.checkpointEvery() != 0) {
      return;
    }
    Path folder =
        checkpoints.write(
            done,
            target -> {
              learner.saveToGoOn(target);
              state(learner).write(target);
            });
    listener.accept(new TrainingEvent.CheckpointWritten(done, folder));
    if (stopped) {
      throw ModelException.transientFailure(
          "The seed's training was stopped after step %d of %d; the same command goes on from there."
              .formatted(done, settings.steps()),
          null);
    }
  }

  private RunState state(Learner learner) {
    return new RunState(
        learner.trainer().steps(),
        settings.seed(),
        settings.identity(),
        new double[0],
        new byte[0]);
  }
}
