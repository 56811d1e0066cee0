package io.hone.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.measure.Share;
import io.hone.app.seed.Examination;
import io.hone.app.seed.SeedTemplates;
import io.hone.app.seed.ShippedSeed;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.torch.TorchRuntime;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone examine}: how well a model answers, judges and compares in the seed's world. */
@Command(
    name = "examine",
    description = {
      "Examine a model on held-out chores of the seed's world, as actor, judge and meta-judge.",
      "Shares come with 95 % intervals (Wilson)."
    },
    mixinStandardHelpOptions = true)
final class ExamineCommand implements Callable<Integer> {
  private static final String BASE = "base";

  @Mixin private ModelOptions device;
  @Mixin private Output output;
  @Mixin private DataFolder data;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A model folder in Hugging Face's form (default: the seed, unpacked into the data folder).")
  private @Nullable Path model;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "An adapter in PEFT's format over it.")
  private @Nullable Path adapter;

  @Option(
      names = "--templates",
      paramLabel = "DIR",
      description = "How it is asked to judge and to compare (default: as the seed is).")
  private @Nullable Path templates;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "400",
      description = "Held-out questions (default: ${DEFAULT-VALUE}).")
  private int questions = 400;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "4",
      description = "Samples of each answer and judgement (default: ${DEFAULT-VALUE}).")
  private int samples = 4;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "777",
      description = "Of the questions and the draws (default: ${DEFAULT-VALUE}).")
  private long seed = 777;

  @Override
  public Integer call() throws IOException {
    if (questions < 1 || questions > 100_000) {
      throw new UserError("--questions is " + questions + "; give 1 to 100,000");
    }
    if (samples < 1 || samples > 64) {
      throw new UserError("--samples is " + samples + "; give 1 to 64");
    }
    Examination.Report report = examine();
    if (output.isJson()) {
      output.json(json(report));
    } else {
      print(report);
    }
    return 0;
  }

  private Templates templates() {
    return templates == null ? SeedTemplates.shipped() : Templates.in(templates);
  }

  private Examination.Report examine() throws IOException {
    Path folder = model == null ? ShippedSeed.unpack(data.path()) : model;
    try (TorchRuntime runtime = device.open();
        InProcessModel opened =
            InProcessModel.open(
                BASE, folder, runtime, device.precision(), DecodeSettings.defaults())) {
      String version = BASE;
      if (adapter != null) {
        version = "adapter";
        opened.load(version, adapter).block();
      }
      return new Examination(
              templates(), new Examination.Settings(questions, samples, samples, seed))
          .of(opened, version);
    }
  }

  private static Map<String, Share> shares(Examination.Report report) {
    Map<String, Share> shares = new LinkedHashMap<>();
    shares.put("actor_accuracy", report.actor());
    shares.put("actor_accuracy_greedy", report.actorGreedy());
    shares.put("judge_accuracy", report.judge());
    shares.put("judge_accuracy_greedy", report.judgeGreedy());
    shares.put("judgements_with_points", report.judgements());
    shares.put("meta_accuracy", report.meta());
    shares.put("meta_accuracy_without_points", report.metaStripped());
    shares.put("meta_accuracy_own", report.metaOwn());
    shares.put("meta_accuracy_own_without_points", report.metaOwnStripped());
    return shares;
  }

  private static ObjectNode json(Examination.Report report) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    shares(report).forEach((name, share) -> put(json, name, share));
    json.put("mean_score", report.meanPoints());
    json.put("mean_length", report.meanLength());
    ObjectNode families = json.putObject("families");
    report
        .families()
        .forEach(
            (family, marks) -> {
              ObjectNode each = families.putObject(family);
              put(each, "actor_accuracy", marks.actor());
              put(each, "actor_accuracy_greedy", marks.actorGreedy());
              put(each, "judge_accuracy", marks.judge());
              put(each, "meta_accuracy", marks.meta());
            });
    return json;
  }

  private static void put(ObjectNode json, String name, Share share) {
    json.putObject(name)
        .put("value", share.value())
        .put("low", share.low())
        .put("high", share.high())
        .put("trials", share.trials());
  }

  private void print(Examination.Report report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("MEASURE", "SHARE", "FROM", "TO", "TRIALS"));
    shares(report)
        .forEach(
            (name, share) ->
                rows.add(
                    List.of(
                        name.replace('_', ' '),
                        number(share.value()),
                        number(share.low()),
                        number(share.high()),
                        Long.toString(share.trials()))));
    output.table(rows);
    output
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "Mean score %.2f, mean length %.1f characters",
                report.meanPoints(),
                report.meanLength()));
    List<List<String>> families = new ArrayList<>();
    families.add(List.of("CHORE", "ACTOR", "GREEDY", "JUDGE", "META"));
    report
        .families()
        .forEach(
            (family, marks) ->
                families.add(
                    List.of(
                        family,
                        number(marks.actor().value()),
                        number(marks.actorGreedy().value()),
                        number(marks.judge().value()),
                        number(marks.meta().value()))));
    output.table(families);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
