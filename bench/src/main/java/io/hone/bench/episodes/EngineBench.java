package io.hone.bench.episodes;

import io.hone.bench.Median;
import io.hone.bench.episodes.Trace.Volume;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The whole loop at the paper's size against the bare loop, in rounds that alternate. */
final class EngineBench {
  /** Episodes whose records the bare loop moves, again and again: all would not fit in memory. */
  private static final int TRACED = 50;

  private final Workplace place;
  private final int episodes;
  private final int rounds;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * Medians of the rounds.
   *
   * @param ratio records per second of the loop / of the bare loop
   * @param bytesRatio the same against a bare loop that neither decodes nor encodes
   * @param changelogRatio bytes of the changelog topics / bytes of completions, keys and values
   */
  record Figures(
      double ratio,
      double bytesRatio,
      double changelogRatio,
      double recordsPerSecond,
      double floorRecordsPerSecond,
      double bytesFloorRecordsPerSecond,
      double episodesPerSecond,
      double recordsPerEpisode) {}

  private record Looped(double seconds, Volume volume, long changelogBytes) {
    double rate() {
      return volume.records() / seconds;
    }
  }

  private record Round(Looped loop, double floor, double bytesFloor) {}

  EngineBench(Workplace place, int episodes, int rounds, long seed, Consumer<String> progress) {
    this.place = place;
    this.episodes = episodes;
    this.rounds = rounds;
    this.seed = seed;
    this.progress = progress;
  }

  Figures measure() {
    List<Round> measured = new ArrayList<>();
    Namespace first = place.run("trace");
    loop(first, Math.max(TRACED, episodes / 2));
    Trace trace = Trace.read(place, first, TRACED);
    place.drop(first);
    int times = Math.max(1, episodes / TRACED);
    for (int i = 0; i <= rounds; i++) {
      double floor = floor("floor-" + i, trace, times, true);
      Namespace run = place.run("loop-" + i);
      Looped loop = loop(run, episodes);
      place.drop(run);
      double bytesFloor = floor("bytes-" + i, trace, times, false);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: loop %,.0f records/s, floor %,.0f, of bytes %,.0f; ratio %.3f",
              i == 0 ? "warm-up" : "round " + i,
              loop.rate(),
              floor,
              bytesFloor,
              loop.rate() / floor));
      if (i > 0) measured.add(new Round(loop, floor, bytesFloor));
    }
    return new Figures(
        Median.of(measured, round -> round.loop().rate() / round.floor()),
        Median.of(measured, round -> round.loop().rate() / round.bytesFloor()),
        Median.of(
            measured,
            round -> (double) round.loop().changelogBytes() / round.loop().volume().factBytes()),
        Median.of(measured, round -> round.loop().rate()),
        Median.of(measured, Round::floor),
        Median.of(measured, Round::bytesFloor),
        Median.of(measured, round -> episodes / round.loop().seconds()),
        Median.of(measured, round -> (double) round.loop().volume().records() / episodes));
  }

  static Recipe recipe() {
    return new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());
  }

  private Looped loop(Namespace run, int count) {
    double seconds;
    try (ScriptedModel model = new ScriptedModel(Script.metaRewarding(seed));
        WholeLoop loop = new WholeLoop(place, run, recipe(), model)) {
      long begun = System.nanoTime();
      loop.submit(count);
      loop.awaitEnd();
      seconds = (System.nanoTime() - begun) / 1e9;
    }
    String changelogs = EpisodeRunner.applicationId(run) + "-";
    return new Looped(
        seconds,
        Trace.volume(place, run),
        place.bytes(topic -> topic.startsWith(changelogs) && topic.endsWith("-changelog")));
  }

  /** Records per second. */
  private double floor(String name, Trace trace, int times, boolean serdes) {
    Namespace run = place.run(name);
    try (BareLoop loop = new BareLoop(place, run, trace, serdes)) {
      return (double) trace.records() * times / loop.move(times);
    } finally {
      place.drop(run);
    }
  }
}
