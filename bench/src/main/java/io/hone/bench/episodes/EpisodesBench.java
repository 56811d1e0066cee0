package io.hone.bench.episodes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.cli.Output;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone bench episodes}: what the loop of episodes costs. */
@Command(
    name = "episodes",
    description = "Play episodes with a model that costs nothing, against a bare loop.",
    mixinStandardHelpOptions = true)
public final class EpisodesBench implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Output output;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds whose median counts (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--warm-ups",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds before them, while Java compiles (default: ${DEFAULT-VALUE}).")
  private int warmUps = 5;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "300",
      description = "Episodes of the paper's size in a round (default: ${DEFAULT-VALUE}).")
  private int episodes = 300;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the model's answers (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--grow-to",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Small episodes of the long run (default: ${DEFAULT-VALUE}).")
  private int growTo = 100_000;

  @Override
  public Integer call() {
    require("--rounds", rounds, 1, 1000);
    require("--warm-ups", warmUps, 0, 1000);
    require("--episodes", episodes, 1, 100_000);
    require("--grow-to", growTo, GrowthBench.LEAST, 10_000_000);
    EngineBench.Figures engine;
    GrowthBench.Figures growth;
    InFlightBench.Figures inFlight;
    try (Workplace place = Workplace.open()) {
      engine = new EngineBench(place, episodes, warmUps, rounds, seed, this::say).measure();
      inFlight = new InFlightBench(place, episodes, seed).measure();
      say(String.format(Locale.ROOT, "in flight: %.1f of 256", 256 * inFlight.share()));
      growth = new GrowthBench(place, growTo, seed, this::say).measure();
    }
    if (output.isJson()) {
      output.json(json(engine, growth, inFlight));
    } else {
      print(engine, growth, inFlight);
    }
    return 0;
  }

  private ObjectNode json(
      EngineBench.Figures engine, GrowthBench.Figures growth, InFlightBench.Figures inFlight) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("engine_ratio", rounded(engine.ratio()));
    json.put("changelog_ratio", rounded(engine.changelogRatio()));
    json.put("cost_growth", rounded(growth.growth()));
    json.put("in_flight_256", rounded(inFlight.share()));
    ObjectNode raw = json.putObject("raw").put("rounds", rounds).put("episodes", episodes);
    raw.put("records_per_second", Math.round(engine.recordsPerSecond()))
        .put("floor_records_per_second", Math.round(engine.floorRecordsPerSecond()))
        .put("bytes_floor_records_per_second", Math.round(engine.bytesFloorRecordsPerSecond()))
        .put("engine_ratio_to_bytes_floor", rounded(engine.bytesRatio()))
        .put("processor_ratio", rounded(engine.processorRatio()))
        .put("processor_us_per_record", rounded(engine.processorMicros()))
        .put("floor_processor_us_per_record", rounded(engine.floorProcessorMicros()))
        .put("episodes_per_second", rounded(engine.episodesPerSecond()))
        .put("records_per_episode", rounded(engine.recordsPerEpisode()));
    raw.putObject("growth")
        .put("episodes", growth.episodes())
        .put("episodes_per_second", rounded(growth.episodesPerSecond()))
        .put("small_end_cpu_ms", rounded(1e3 * growth.smallSeconds()))
        .put("large_end_cpu_ms", rounded(1e3 * growth.largeSeconds()))
        .put("over_run", rounded(growth.overRun()));
    raw.putObject("in_flight")
        .put("mean", rounded(inFlight.share() * WholeLoop.SLOTS))
        .put("most", inFlight.most())
        .put("calls_per_second", Math.round(inFlight.callsPerSecond()))
        .put("seconds", rounded(inFlight.seconds()));
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private void print(
      EngineBench.Figures engine, GrowthBench.Figures growth, InFlightBench.Figures inFlight) {
    output.table(
        List.of(
            List.of("FIGURE", "VALUE", "FROM"),
            row(
                "engine ratio",
                engine.ratio(),
                String.format(
                    Locale.ROOT,
                    "%,.0f of %,.0f records/s",
                    engine.recordsPerSecond(),
                    engine.floorRecordsPerSecond())),
            row(
                "processor ratio",
                engine.processorRatio(),
                String.format(
                    Locale.ROOT,
                    "%.1f µs of processor a record, the bare loop %.1f",
                    engine.processorMicros(),
                    engine.floorProcessorMicros())),
            row("changelog ratio", engine.changelogRatio(), "bytes to changelogs / bytes of facts"),
            row(
                "cost growth",
                growth.growth(),
                String.format(
                    Locale.ROOT,
                    "%.2f to %.2f ms of processor an episode, in turns",
                    1e3 * growth.smallSeconds(),
                    1e3 * growth.largeSeconds())),
            row(
                "in flight",
                inFlight.share(),
                String.format(
                    Locale.ROOT,
                    "%.1f of %d calls of 50 ms",
                    inFlight.share() * WholeLoop.SLOTS,
                    WholeLoop.SLOTS))));
    output.out().flush();
  }

  private static List<String> row(String figure, double value, String from) {
    return List.of(figure, String.format(Locale.ROOT, "%.3f", value), from);
  }

  private void say(String line) {
    output.err().println(line);
    output.err().flush();
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d; give %d to %d".formatted(option, value, least, most));
    }
  }
}
