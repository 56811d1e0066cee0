package io.hone.bench.episodes;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.inference.InferenceWorker;
import io.hone.consumers.inference.ModelRouter;
import io.hone.consumers.inference.WorkerSettings;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Recipe;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Prompts, topology, workers and back, as they run in one process: one topology with a thread for
 * each partition, exactly once, and one worker with a sliding window.
 */
final class WholeLoop implements AutoCloseable {
  /** Calls at the model at a time. */
  static final int SLOTS = 256;

  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final InferenceWorker worker;
  private final EpisodeRunner runner;
  private final Prompts prompts;
  private final CommittedRecords outcomes;
  private int submitted;

  /** Returns when the topology has its partitions. */
  WholeLoop(Workplace place, Namespace run, Recipe recipe, ScriptedModel model) {
    this.worker =
        InferenceWorker.start(
            WorkerSettings.of(run, SourceKind.SLIDING_WINDOW, SLOTS),
            place.clients(),
            ModelRouter.all(model));
    this.runner =
        EpisodeRunner.start(
            run,
            recipe,
            EpisodeSettings.defaults().withInitial(new Model("policy", "seed")),
            new EpisodeRunner.Means(
                place.clients(), place.state(run), Workplace.SPREAD, Workplace.SPREAD));
    this.prompts = new Prompts(run, place.clients());
    this.outcomes = new CommittedRecords(run, Topic.OUTCOMES, place.clients());
    long begun = System.nanoTime();
    while (!runner.running()) {
      if (System.nanoTime() - begun > LONGEST_START.toNanos()) {
        throw new IllegalStateException("The topology did not start within a minute.");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Submits more prompts and returns when they are written. */
  void submit(int count) {
    prompts.submit(submitted, submitted + count);
    submitted += count;
  }

  int submitted() {
    return submitted;
  }

  /** Outcomes that are committed by now. */
  long ended() {
    return outcomes.count();
  }

  /** Returns when every submitted prompt has its outcome, committed. */
  void awaitEnd() {
    await(submitted, ended -> {});
  }

  /**
   * Returns when so many have their outcome, committed.
   *
   * @param fewer told now and then how many have theirs; may submit more
   * @throws IllegalStateException if none comes for a minute
   */
  void await(long wanted, LongConsumer fewer) {
    outcomes.await(wanted, fewer);
  }

  @Override
  public void close() {
    outcomes.close();
    prompts.close();
    runner.close();
    worker.stop();
  }
}
