package io.hone.bench.episodes;

import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.SelfRewarding;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One long run of small episodes (two answers, one judgement of each) through the whole loop: what
 * an episode costs when the topology knows some thousand, and what it costs at the end of the run.
 * Cost is processor time of this process: topology, stores and worker, not the broker.
 */
final class GrowthBench {
  /** With fewer a tenth could be over at once. */
  static final int LEAST = 2_000;

  /** Submitted and not ended: enough to keep everybody busy, and the same all the time. */
  private static final int MOST_UNDER_WAY = 1_000;

  /** Until then Java's compiler is at work, which would make the beginning look dear. */
  private static final int WARM_UP = 20_000;

  private static final int MOST_FIRST = 1_000;

  private final Workplace place;
  private final int episodes;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * @param growth cost at the large end / cost at the small end
   * @param smallSeconds processor seconds of an episode in a tenth of the run, from episode 1,000
   * @param largeSeconds the same in the last tenth
   */
  record Figures(
      double growth,
      double smallSeconds,
      double largeSeconds,
      int episodes,
      double episodesPerSecond) {}

  GrowthBench(Workplace place, int episodes, long seed, Consumer<String> progress) {
    this.place = place;
    this.episodes = episodes;
    this.seed = seed;
    this.progress = progress;
  }

  Figures measure() {
    run("growth-warm-up", loop -> play(loop, warmUp(), warmUp()));
    List<Double> costs = new ArrayList<>();
    long begun = System.nanoTime();
    run("growth", loop -> play(loop, costs));
    double seconds = (System.nanoTime() - begun) / 1e9;
    double small = costs.getFirst();
    double large = costs.getLast();
    return new Figures(large / small, small, large, episodes, (episodes + underWay()) / seconds);
  }

  private int warmUp() {
    return Math.min(WARM_UP, episodes / 5);
  }

  private void run(String name, Consumer<WholeLoop> action) {
    Namespace run = place.run(name);
    try (ScriptedModel model = new ScriptedModel(Script.metaRewarding(seed));
        WholeLoop loop = new WholeLoop(place, run, recipe(), model)) {
      action.accept(loop);
    } finally {
      place.drop(run);
    }
  }

  /**
   * Adds the processor seconds of an episode for each tenth of those after the first thousand.
   * Episodes end in waves, so that a shorter stretch would tell nothing. More are submitted than
   * are measured, so that as many are under way in the last tenth as in the others.
   */
  private void play(WholeLoop loop, List<Double> costs) {
    int first = Math.min(MOST_FIRST, episodes / 10);
    int all = episodes + underWay();
    play(loop, first, all);
    int stretch = (episodes - first) / 10;
    for (int i = 1; i <= 10; i++) {
      int wanted = i == 10 ? episodes : first + i * stretch;
      double before = Workplace.ownProcessorSeconds();
      long endedBefore = loop.ended();
      play(loop, wanted, all);
      long played = loop.ended() - endedBefore;
      costs.add((Workplace.ownProcessorSeconds() - before) / played);
      progress.accept(
          String.format(
              Locale.ROOT, "growth: %,d episodes, %.3f ms each", wanted, 1e3 * costs.getLast()));
    }
    play(loop, loop.submitted(), loop.submitted());
  }

  private int underWay() {
    return Math.min(MOST_UNDER_WAY, episodes / 20);
  }

  /** Until so many have ended, never more than so many in all. */
  private void play(WholeLoop loop, int wanted, int count) {
    int underWay = underWay();
    for (long ended; (ended = loop.ended()) < wanted; ) {
      int more = (int) Math.min(count, ended + underWay) - loop.submitted();
      boolean rest = loop.submitted() + more == count;
      if (more >= underWay / 20 || (rest && more > 0)) loop.submit(more);
    }
  }

  private static Recipe recipe() {
    return new SelfRewarding(
        ActorSettings.selfRewarding().withResponses(2).withJudgements(1), Templates.builtIn());
  }
}
