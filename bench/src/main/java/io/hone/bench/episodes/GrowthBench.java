package io.hone.bench.episodes;

import io.hone.bench.Median;
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
 * What a small episode (two answers, one judgement of each) costs a topology that knows many, and
 * what it costs one that knows a thousand. One long run goes through the whole loop; when it has
 * grown, it takes turns with runs that have just begun. A turn of each lies beside the other in
 * time, so that neither the machine's other users nor Java's compiler can make one look dear. Cost
 * is processor time of this process: topology, stores and worker, not the broker.
 */
final class GrowthBench {
  /** With fewer a tenth could be over at once. */
  static final int LEAST = 2_000;

  /** Submitted and not ended: enough to keep everybody busy, and the same all the time. */
  private static final int MOST_UNDER_WAY = 1_000;

  /** Until then Java's compiler is at work, which would make the beginning look dear. */
  private static final int WARM_UP = 20_000;

  private static final int MOST_FIRST = 1_000;

  /** Episodes of a turn are a fiftieth of the long run's. */
  private static final int TURN = 50;

  /** Turns of which the one in the middle counts. */
  private static final int TURNS = 5;

  private final Workplace place;
  private final int episodes;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * Medians of the turns, and what the long run tells alone.
   *
   * @param growth cost when so many are known / cost when a thousand are
   * @param smallSeconds processor seconds of an episode of a run that has just begun
   * @param largeSeconds of an episode of the long run, in its turns
   * @param overRun the long run's last tenth / its first, after the first thousand
   */
  record Figures(
      double growth,
      double smallSeconds,
      double largeSeconds,
      double overRun,
      int episodes,
      double episodesPerSecond) {}

  private record Turn(double small, double large) {
    double growth() {
      return large / small;
    }
  }

  /** A run of its own through the loop; its topics and stores go with it. */
  private final class Run implements AutoCloseable {
    private final Namespace run;
    private final ScriptedModel model;
    private final WholeLoop loop;

    Run(String name) {
      this.run = place.run(name);
      this.model = new ScriptedModel(Script.metaRewarding(seed));
      this.loop = new WholeLoop(place, run, recipe(), model);
    }

    /** Returns when so many more have ended, and nothing is left to do. */
    void play(int count) {
      int all = loop.submitted() + count;
      until(all, all);
    }

    /** Processor seconds of an episode; nothing is under way before and after. */
    double cost(int count) {
      double before = Workplace.ownProcessorSeconds();
      play(count);
      return (Workplace.ownProcessorSeconds() - before) / count;
    }

    /** Until so many have ended, never more than so many in all. */
    void until(int wanted, int count) {
      loop.await(
          wanted,
          ended -> {
            int more = (int) Math.min(count, ended + underWay()) - loop.submitted();
            boolean rest = loop.submitted() + more == count;
            if (more >= underWay() / 20 || (rest && more > 0)) loop.submit(more);
          });
    }

    @Override
    public void close() {
      loop.close();
      model.close();
      place.drop(run);
    }
  }

  GrowthBench(Workplace place, int episodes, long seed, Consumer<String> progress) {
    this.place = place;
    this.episodes = episodes;
    this.seed = seed;
    this.progress = progress;
  }

  Figures measure() {
    try (Run warmUp = new Run("growth-warm-up")) {
      warmUp.play(Math.min(WARM_UP, episodes / 5));
    }
    try (Run grown = new Run("growth")) {
      long begun = System.nanoTime();
      List<Double> tenths = grow(grown);
      double seconds = (System.nanoTime() - begun) / 1e9;
      List<Turn> turns = new ArrayList<>();
      for (int i = 1; i <= TURNS; i++) turns.add(turn(i, grown));
      return new Figures(
          Median.of(turns, Turn::growth),
          Median.of(turns, Turn::small),
          Median.of(turns, Turn::large),
          tenths.getLast() / tenths.getFirst(),
          episodes,
          (episodes + underWay()) / seconds);
    }
  }

  /** Both runs are there in both turns, so that what an idle one costs falls on each. */
  private Turn turn(int number, Run grown) {
    try (Run young = new Run("growth-young-" + number)) {
      young.play(first());
      int count = episodes / TURN;
      boolean youngFirst = number % 2 == 0;
      double before = youngFirst ? young.cost(count) : grown.cost(count);
      double after = youngFirst ? grown.cost(count) : young.cost(count);
      Turn turn = youngFirst ? new Turn(before, after) : new Turn(after, before);
      progress.accept(
          String.format(
              Locale.ROOT,
              "growth, turn %d: %.3f ms an episode where %,d are known, %.3f in a new run; %.3f",
              number,
              1e3 * turn.large(),
              grown.loop.submitted(),
              1e3 * turn.small(),
              turn.growth()));
      return turn;
    }
  }

  /**
   * The processor seconds of an episode for each tenth of those after the first thousand. Episodes
   * end in waves, so that a shorter stretch would tell nothing. More are submitted than are
   * measured, so that as many are under way in the last tenth as in the others.
   */
  private List<Double> grow(Run run) {
    List<Double> costs = new ArrayList<>();
    int all = episodes + underWay();
    run.until(first(), all);
    int stretch = (episodes - first()) / 10;
    for (int i = 1; i <= 10; i++) {
      int wanted = i == 10 ? episodes : first() + i * stretch;
      double before = Workplace.ownProcessorSeconds();
      long endedBefore = run.loop.ended();
      run.until(wanted, all);
      long played = run.loop.ended() - endedBefore;
      costs.add((Workplace.ownProcessorSeconds() - before) / played);
      progress.accept(
          String.format(
              Locale.ROOT, "growth: %,d episodes, %.3f ms each", wanted, 1e3 * costs.getLast()));
    }
    run.until(all, all);
    return costs;
  }

  private int first() {
    return Math.min(MOST_FIRST, episodes / 10);
  }

  private int underWay() {
    return Math.min(MOST_UNDER_WAY, episodes / 20);
  }

  private static Recipe recipe() {
    return new SelfRewarding(
        ActorSettings.selfRewarding().withResponses(2).withJudgements(1), Templates.builtIn());
  }
}
