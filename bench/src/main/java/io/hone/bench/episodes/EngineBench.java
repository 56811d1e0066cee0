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

  /** Of how many, at least: how many fall into each partition is chance. */
  private static final int PLAYED = 80;

  private final Workplace place;
  private final int episodes;
  private final int warmUps;
  private final int rounds;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * Medians of the rounds.
   *
   * @param ratio records per second of the loop / of the bare loop
   * @param bytesRatio the same against a bare loop that neither decodes nor encodes
   * @param processorRatio processor time of a record of the bare loop / of the loop, broker
   *     included
   * @param changelogRatio bytes of the changelog topics / bytes of completions, keys and values
   */
  record Figures(
      double ratio,
      double bytesRatio,
      double processorRatio,
      double changelogRatio,
      double recordsPerSecond,
      double floorRecordsPerSecond,
      double bytesFloorRecordsPerSecond,
      double processorMicros,
      double floorProcessorMicros,
      double episodesPerSecond,
      double recordsPerEpisode) {}

  private record Looped(Spent.Pace pace, Volume volume, long changelogBytes) {}

  private record Round(Looped loop, Spent.Pace floor, Spent.Pace bytesFloor) {}

  /**
   * @param warmUps rounds that are not counted: while Java compiles the loop, a record takes up to
   *     twice as long
   */
  EngineBench(
      Workplace place,
      int episodes,
      int warmUps,
      int rounds,
      long seed,
      Consumer<String> progress) {
    this.place = place;
    this.episodes = episodes;
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.seed = seed;
    this.progress = progress;
  }

  Figures measure() {
    List<Round> measured = new ArrayList<>();
    Namespace first = place.run("trace");
    loop(first, Math.max(PLAYED, episodes / 2));
    Trace trace = Trace.read(place, first, TRACED / Workplace.SPREAD);
    place.drop(first);
    int times = Math.max(1, episodes / TRACED);
    for (int i = 1; i <= warmUps + rounds; i++) {
      Spent.Pace floor = floor("floor-" + i, trace, times, true);
      Namespace run = place.run("loop-" + i);
      Looped loop = loop(run, episodes);
      place.drop(run);
      Spent.Pace bytesFloor = floor("bytes-" + i, trace, times, false);
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: loop %,.0f records/s, floor %,.0f, of bytes %,.0f; ratio %.3f, of processor"
                  + " time %.3f (%.1f and %.1f µs a record)",
              i <= warmUps ? "warm-up" : "round " + (i - warmUps),
              loop.pace().rate(),
              floor.rate(),
              bytesFloor.rate(),
              loop.pace().rate() / floor.rate(),
              floor.processor() / loop.pace().processor(),
              loop.pace().processor(),
              floor.processor()));
      if (i > warmUps) measured.add(new Round(loop, floor, bytesFloor));
    }
    return new Figures(
        Median.of(measured, round -> round.loop().pace().rate() / round.floor().rate()),
        Median.of(measured, round -> round.loop().pace().rate() / round.bytesFloor().rate()),
        Median.of(measured, round -> round.floor().processor() / round.loop().pace().processor()),
        Median.of(
            measured,
            round -> (double) round.loop().changelogBytes() / round.loop().volume().factBytes()),
        Median.of(measured, round -> round.loop().pace().rate()),
        Median.of(measured, round -> round.floor().rate()),
        Median.of(measured, round -> round.bytesFloor().rate()),
        Median.of(measured, round -> round.loop().pace().processor()),
        Median.of(measured, round -> round.floor().processor()),
        Median.of(
            measured,
            round -> episodes * round.loop().pace().rate() / round.loop().volume().records()),
        Median.of(measured, round -> (double) round.loop().volume().records() / episodes));
  }

  static Recipe recipe() {
    return new MetaRewarding(MetaRewarding.Settings.paper(), Templates.builtIn());
  }

  private Looped loop(Namespace run, int count) {
    Spent spent;
    try (ScriptedModel model = new ScriptedModel(Script.metaRewarding(seed));
        WholeLoop loop = new WholeLoop(place, run, recipe(), model)) {
      spent =
          Spent.in(
              () -> {
                loop.submit(count);
                loop.awaitEnd();
              });
    }
    String changelogs = EpisodeRunner.applicationId(run) + "-";
    Volume volume = Trace.volume(place, run);
    return new Looped(
        spent.over(volume.records()),
        volume,
        place.bytes(topic -> topic.startsWith(changelogs) && topic.endsWith("-changelog")));
  }

  private Spent.Pace floor(String name, Trace trace, int times, boolean serdes) {
    Namespace run = place.run(name);
    try (BareLoop loop = new BareLoop(place, run, trace, serdes)) {
      return loop.move(times).over((long) trace.records() * times);
    } finally {
      place.drop(run);
    }
  }
}
