package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.records.RunVersions;
import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.event.Training;
import io.hone.schemas.catalog.Namespace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone models list}: the versions of a run. */
@Command(
    name = "list",
    description = {
      "Show a run's versions: state and reason, parent, what each was trained on, and its scores.",
      "Scores stand with their 95 % intervals."
    },
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Config config = options.config();
    Namespace run = RunOptions.run(config);
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunVersions versions = RunVersions.open(cluster, run)) {
      List<ModelVersion> all = versions.book().all();
      if (output.isJson()) {
        ObjectNode json =
            JsonNodeFactory.instance
                .objectNode()
                .put("run", run.run())
                .put("promoted", versions.book().promoted().map(VersionOrder::name).orElse(null))
                .put("unreadable", versions.unreadable());
        ArrayNode list = json.putArray("versions");
        all.forEach(version -> list.add(json(version)));
        output.json(json);
      } else {
        if (all.isEmpty()) {
          output
              .out()
              .printf("Run %s has no versions yet; its trainer announces them.%n", run.run());
        }
        all.forEach(this::print);
      }
    }
    output.out().flush();
    return 0;
  }

  private static ObjectNode json(ModelVersion version) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", VersionOrder.name(version))
            .put("state", state(version))
            .put("reason", version.getReason())
            .put("parent", version.getParent())
            .put("form", Spelling.of(version.getForm()))
            .put("base", version.getBase())
            .put("changed_at", version.getChangedAt().toString());
    Training training = version.getTraining();
    if (training == null) {
      json.putNull("training");
    } else {
      json.putObject("training")
          .put("iteration", training.getIteration())
          .put("actor_pairs", training.getActorPairs())
          .put("judge_pairs", training.getJudgePairs())
          .put("stale_pairs", training.getStalePairs())
          .put("steps", training.getSteps())
          .put("records", records(training));
    }
    ObjectNode measures = json.putObject("measures");
    new TreeMap<>(version.getMeasures())
        .forEach(
            (name, measure) ->
                measures
                    .putObject(name)
                    .put("value", measure.getValue())
                    .put("low", measure.getLow())
                    .put("high", measure.getHigh())
                    .put("count", measure.getCount()));
    return json;
  }

  private static String state(ModelVersion version) {
    return Spelling.spaced(version.getState());
  }

  /** How many records of preferences and outcomes it consumed. */
  private static long records(Training training) {
    return training.getOffsets().stream()
        .mapToLong(range -> range.getNextOffset() - range.getFromOffset())
        .sum();
  }

  private void print(ModelVersion version) {
    String parent = Optional.ofNullable(version.getParent()).map(p -> ", from " + p).orElse("");
    output
        .out()
        .println(
            output.strong(Harmless.line(VersionOrder.name(version)))
                + "  "
                + state(version)
                + Harmless.line(parent)
                + ", "
                + version.getChangedAt());
    line("reason", version.getReason());
    Training training = version.getTraining();
    if (training != null) line("trained on", trainedOn(training));
    line("scores", scores(version.getMeasures()));
  }

  private void line(String label, String text) {
    if (!text.isEmpty()) output.out().printf("    %-10s  %s%n", label, Harmless.line(text));
  }

  private static String trainedOn(Training training) {
    return String.format(
        Locale.ROOT,
        "%d pairs (%d actor, %d judge; %d stale left out) of %d records, %d steps",
        training.getActorPairs() + training.getJudgePairs(),
        training.getActorPairs(),
        training.getJudgePairs(),
        training.getStalePairs(),
        records(training),
        training.getSteps());
  }

  private static String scores(Map<String, Measure> measures) {
    return new TreeMap<>(measures)
        .entrySet().stream()
            .map(each -> each.getKey() + " " + figure(each.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String figure(Measure measure) {
    String value = String.format(Locale.ROOT, "%.3f", measure.getValue());
    Double low = measure.getLow();
    Double high = measure.getHigh();
    return low == null || high == null
        ? value
        : String.format(Locale.ROOT, "%s [%.3f, %.3f]", value, low, high);
  }
}
