package io.hone.bench.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.cli.Output;
import io.hone.app.loop.LoopReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hone bench loop}: what the loop teaches, over several seeds. */
@Command(
    name = "loop",
    description = {
      "Run the whole loop with several seeds, each in a process of its own, and tell what the last promoted version gained over the seed model.",
      "Intervals are over seeds, by Student's t. All versions are asked the same held-out questions."
    },
    mixinStandardHelpOptions = true)
public final class LoopBench implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Output output;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Seeds of each arm (default: ${DEFAULT-VALUE}).")
  private int seeds = 5;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each run (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "ARM",
      defaultValue = "meta-rewarding",
      description =
          "What is compared: meta-rewarding, self-rewarding, stripped, unweighted, length-control, no-mark, half-judge (default: ${DEFAULT-VALUE}).")
  private List<String> arms = List.of();

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Optimizer steps of every round, alike in all arms; 0: as many as its pairs give (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--round-prompts",
      paramLabel = "N",
      defaultValue = "224",
      description = "Prompts of a round (default: ${DEFAULT-VALUE}).")
  private int prompts = 224;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--seeds", seeds, 1, Gain.MOST_SEEDS);
    require("--rounds", rounds, 1, 20);
    require("--steps", steps, 0, 100_000);
    require("--round-prompts", prompts, 1, 4_480 / rounds);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("seeds", seeds).put("rounds", rounds).put("steps", steps);
    json.put("round_prompts", prompts);
    ArrayNode played = json.putArray("arms");
    for (Arm arm : chosen()) played.add(play(arm));
    // What the first arm gained stands in front, under plain names.
    JsonNode first = played.path(0);
    LoopReport.SHARES.forEach(name -> json.set(name + "_gain", first.path(name + "_gain")));
    json.set("seconds", first.path("seconds"));
    if (output.isJson()) output.json(json);
    else print(json);
    return 0;
  }

  private List<Arm> chosen() {
    List<Arm> chosen = new ArrayList<>();
    for (String name : arms) {
      try {
        chosen.add(Arm.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(),
            "--arms has '%s': take of %s".formatted(name.strip(), Arm.all()),
            e);
      }
    }
    return chosen;
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d: take %d to %d".formatted(option, value, least, most));
    }
  }

  private ObjectNode play(Arm arm) throws IOException, InterruptedException {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("arm", arm.spelt()).put("purpose", arm.purpose());
    ArrayNode runs = json.putArray("runs");
    for (int seed = 1; seed <= seeds; seed++) {
      JsonNode report = new LoopRun(arm, seed, arguments()).play();
      runs.addObject()
          .put("seed", seed)
          .put("seconds", report.path("seconds").asDouble())
          .set("versions", report.path("versions"));
      JsonNode last = last(report.path("versions"));
      say(
          String.format(
              Locale.ROOT,
              "%s seed %d: %.0f s, %s promoted, actor %.3f, judge %.3f",
              arm.spelt(),
              seed,
              report.path("seconds").asDouble(),
              last.path("version").asText(),
              value(last, "actor_accuracy"),
              value(last, "judge_accuracy")));
    }
    summarise(json, runs);
    return json;
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--rounds",
                Integer.toString(rounds),
                "--round-prompts",
                Integer.toString(prompts)));
    if (steps > 0) {
      arguments.addAll(List.of("--set", "trainer.max-steps=" + steps));
      // So many passes that the steps end it, whatever the number of pairs.
      arguments.addAll(List.of("--set", "trainer.epochs=" + 32 * steps));
    }
    return arguments;
  }

  private static void summarise(ObjectNode json, ArrayNode runs) {
    for (String name : LoopReport.SHARES) {
      List<Double> gains = new ArrayList<>();
      for (JsonNode run : runs) {
        JsonNode versions = run.path("versions");
        gains.add(value(last(versions), name) - value(versions.path(0), name));
      }
      gain(json.putObject(name + "_gain"), Gain.of(gains));
    }
    Map<String, List<Double>> sums = new LinkedHashMap<>();
    for (String name : List.of("pairs", "judge_pairs", "calls", "tokens")) {
      List<Double> each = new ArrayList<>();
      for (JsonNode run : runs) {
        each.add(
            StreamSupport.stream(run.path("versions").spliterator(), false)
                .mapToDouble(version -> version.path(name).asDouble())
                .sum());
      }
      sums.put(name, each);
    }
    sums.forEach((name, each) -> json.put(name, Gain.of(each).mean()));
    List<Double> lengths = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (JsonNode run : runs) {
      JsonNode versions = run.path("versions");
      lengths.add(
          last(versions).path("mean_length").asDouble()
              / versions.path(0).path("mean_length").asDouble());
      seconds.add(run.path("seconds").asDouble());
    }
    json.put("length_ratio", Gain.of(lengths).mean());
    json.put("seconds", Gain.of(seconds).mean());
  }

  private static void gain(ObjectNode json, Gain gain) {
    json.put("mean", gain.mean());
    if (Double.isNaN(gain.low())) json.putNull("low").putNull("high");
    else json.put("low", gain.low()).put("high", gain.high());
  }

  /** The version that is promoted in the end. */
  private static JsonNode last(JsonNode versions) {
    for (JsonNode version : versions) {
      if (version.path("state").asText().equals("promoted")) return version;
    }
    throw new IllegalStateException("a run ended without a promoted version");
  }

  private static double value(JsonNode version, String measure) {
    return version.path(measure).path("value").asDouble(Double.NaN);
  }

  private void print(ObjectNode json) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "ARM",
            "ACTOR",
            "GREEDY",
            "JUDGE",
            "META-JUDGE",
            "LENGTH",
            "PAIRS",
            "CALLS",
            "SECONDS"));
    for (JsonNode arm : json.path("arms")) {
      List<String> row = new ArrayList<>(List.of(arm.path("arm").asText()));
      LoopReport.SHARES.forEach(name -> row.add(points(arm.path(name + "_gain"))));
      row.add(String.format(Locale.ROOT, "%.2f", arm.path("length_ratio").asDouble()));
      for (String name : List.of("pairs", "calls", "seconds")) {
        row.add(String.format(Locale.ROOT, "%,.0f", arm.path(name).asDouble()));
      }
      rows.add(row);
    }
    output.table(rows);
    output.out().println("Gains in points of the last promoted version over the seed model.");
  }

  private static String points(JsonNode gain) {
    String mean = String.format(Locale.ROOT, "%+.1f", 100 * gain.path("mean").asDouble());
    return gain.path("low").isNull()
        ? mean
        : mean
            + String.format(
                Locale.ROOT,
                " (%+.1f to %+.1f)",
                100 * gain.path("low").asDouble(),
                100 * gain.path("high").asDouble());
  }

  private void say(String line) {
    output.err().println(line);
    output.err().flush();
  }
}
