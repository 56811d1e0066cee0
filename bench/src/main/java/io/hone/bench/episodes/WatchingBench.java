package io.hone.bench.episodes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.cli.Output;
import io.hone.bench.Median;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.statistics.StatisticsRunner;
import io.hone.streams.statistics.StatisticsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone bench watching}: what a console with people before it costs the loop. */
@Command(
    name = "watching",
    description = {
      "What watching costs: the loop of episodes with statistics, with and without a console that",
      "four pages listen to, a fifth has stuck at, and a sixth is asked by once a second. The loop",
      "is as fast as the machine, which is the worst that can be watched."
    },
    mixinStandardHelpOptions = true)
public final class WatchingBench implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description =
          "Rounds, each watched and not, whose median counts (default: ${DEFAULT-VALUE}).")
  private int rounds = 7;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "200",
      description = "Episodes of the paper's size in a round (default: ${DEFAULT-VALUE}).")
  private int episodes = 200;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the model's answers (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  /**
   * One measurement.
   *
   * @param consoleShare processor time of the console's threads / that of this process
   */
  private record Looped(double seconds, double consoleShare, long answered, long events) {}

  private record Round(Looped alone, Looped watched) {
    /** Speed with watchers / without. */
    private double ratio() {
      return alone.seconds() / watched.seconds();
    }
  }

  @Override
  public Integer call() {
    List<Round> measured = new ArrayList<>();
    try (Workplace place = Workplace.open()) {
      loop(place, "warm-up", true);
      for (int i = 1; i <= rounds; i++) {
        boolean watchedFirst = i % 2 == 0;
        Looped first = loop(place, "first-" + i, watchedFirst);
        Looped second = loop(place, "second-" + i, !watchedFirst);
        Round round = watchedFirst ? new Round(second, first) : new Round(first, second);
        measured.add(round);
        say(
            String.format(
                Locale.ROOT,
                "round %d: %.1f s alone, %.1f s watched; ratio %.3f, console %.1f %% of the processor time, %d pages, %d events",
                i,
                round.alone().seconds(),
                round.watched().seconds(),
                round.ratio(),
                100 * round.watched().consoleShare(),
                round.watched().answered(),
                round.watched().events()));
      }
    }
    double ratio = Median.of(measured, Round::ratio);
    double share = Median.of(measured, round -> round.watched().consoleShare());
    if (output.isJson()) {
      ObjectNode json = new ObjectMapper().createObjectNode();
      json.put("watched_ratio", ratio).put("console_share", share);
      json.putObject("raw").put("rounds", rounds).put("episodes", episodes);
      output.json(json);
    } else {
      output
          .out()
          .printf(
              Locale.ROOT,
              "watched ratio %.3f, console %.1f %% of the processor time%n",
              ratio,
              100 * share);
    }
    output.out().flush();
    return 0;
  }

  private Looped loop(Workplace place, String name, boolean watched) {
    Namespace run = place.run(name);
    try (ScriptedModel model = new ScriptedModel(Script.metaRewarding(seed));
        WholeLoop loop = new WholeLoop(place, run, EngineBench.recipe(), model);
        StatisticsRunner statistics = statistics(place, run)) {
      if (statistics.lastFailure() != null) throw new IllegalStateException("no statistics");
      return watched ? watched(place, run, loop) : new Looped(play(loop), 0, 0, 0);
    } finally {
      place.drop(run);
    }
  }

  private static StatisticsRunner statistics(Workplace place, Namespace run) {
    return StatisticsRunner.start(
        run,
        StatisticsSettings.defaults(),
        new StatisticsRunner.Means(
            place.clients(), place.state(run).resolve("statistics"), Workplace.SPREAD));
  }

  private Looped watched(Workplace place, Namespace run, WholeLoop loop) {
    try (Watchers watchers = new Watchers(run, place.clients())) {
      double began = Workplace.ownProcessorSeconds();
      double seconds = play(loop);
      double share = watchers.seconds() / (Workplace.ownProcessorSeconds() - began);
      return new Looped(seconds, share, watchers.answered(), watchers.events());
    }
  }

  private double play(WholeLoop loop) {
    long began = System.nanoTime();
    loop.submit(episodes);
    loop.awaitEnd();
    return (System.nanoTime() - began) / 1e9;
  }

  private void say(String line) {
    output.err().println(line);
    output.err().flush();
  }
}
