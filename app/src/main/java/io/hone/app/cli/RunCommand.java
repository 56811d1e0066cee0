package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.broker.FolderLock;
import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.loop.Loop;
import io.hone.app.loop.LoopFolder;
import io.hone.app.loop.LoopHouse;
import io.hone.app.loop.LoopOrder;
import io.hone.app.loop.LoopPrompts;
import io.hone.app.loop.LoopReport;
import io.hone.app.loop.ReportJson;
import io.hone.app.loop.ReportText;
import io.hone.schemas.catalog.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone run}: the whole loop, from prompts to better versions, in one process. */
@Command(
    name = "run",
    description = {
      "Play the whole loop here: a model answers, judges and meta-judges, is trained on its own preferences, examined, promoted and swapped in, round after round.",
      "Without options it does so with the model and the prompts that come with Hone. The same command again goes on where a stopped or killed one was."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Option(
      names = "--recipe",
      defaultValue = "meta-rewarding",
      paramLabel = "NAME",
      description = "meta-rewarding or self-rewarding. Default: ${DEFAULT-VALUE}.")
  private String recipe;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Rounds in all, those of earlier calls among them. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--forever", description = "As many rounds as there are prompts for.")
  private boolean forever;

  @Option(
      names = "--round-prompts",
      paramLabel = "N",
      description =
          "Prompts of a round; 224 of those that come with Hone, and a file is shared out over the rounds.")
  private @Nullable Integer size;

  @Option(names = "--k", paramLabel = "N", description = "Responses to each prompt.")
  private @Nullable Integer k;

  @Option(names = "--n", paramLabel = "N", description = "Judgements of each response.")
  private @Nullable Integer n;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "Of the prompts' order and of every draw. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model folder in Hugging Face's form, instead of Hone's own.")
  private @Nullable Path model;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "A server with OpenAI's API that answers and judges; pairs are collected and exported, nothing is trained.")
  private @Nullable String endpoint;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description = "Prompts as ./hone submit takes them, instead of Hone's own.")
  private @Nullable Path prompts;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Write the result as JSON to this file as well.")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    LoopOrder order = order();
    LoopPrompts read = order.readPrompts();
    try (FolderLock unused = FolderLock.ofLoop(options.data())) {
      return run(order, read);
    }
  }

  private int run(LoopOrder order, LoopPrompts read) throws Exception {
    Logs.to(options.data().resolve("logs").resolve("run.log"));
    Config config = options.config(presets(order, read), order.settings(), "./hone run");
    Namespace run = RunOptions.run(config);
    LoopFolder folder = new LoopFolder(options.data(), run.run());
    Loop.Plan plan = Loop.plan(order, read, config, folder);
    LoopProgress progress =
        new LoopProgress(output.err(), Boolean.getBoolean("hone.terminal"), System::nanoTime);
    if (order.isPlain(config)) {
      progress.tell("%s has no chat template: it is asked in plain text".formatted(model));
    }
    LoopReport result = play(order, config, folder, plan, progress);
    progress.clear();
    tell(result, folder, plan);
    if (result.allDied()) {
      throw new UserError(
          "every prompt died, because calls to the model failed: mend what the run says above, and begin another with --run NAME");
    }
    return 0;
  }

  private Map<String, String> presets(LoopOrder order, LoopPrompts read) throws IOException {
    Map<String, String> presets = new HashMap<>(order.presets(options.data(), read));
    presets.put(Keys.WEB_PORT.name(), "0");
    return presets;
  }

  private LoopOrder order() {
    atLeast("--rounds", rounds, 1);
    for (Map.Entry<String, @Nullable Integer> each : counts().entrySet()) {
      if (each.getValue() != null) atLeast(each.getKey(), each.getValue(), 1);
    }
    if (model != null && endpoint != null) {
      throw new UserError("--model and --endpoint are both given: take one");
    }
    if (model != null && !Files.isDirectory(model)) {
      throw new UserError(
          "--model %s is no folder: give one in Hugging Face's form".formatted(model));
    }
    if (prompts != null) InputFile.required(prompts.toString());
    return new LoopOrder(
        recipe,
        Optional.ofNullable(model),
        Optional.ofNullable(endpoint),
        Optional.ofNullable(prompts),
        optional(size),
        optional(k),
        optional(n),
        forever ? Integer.MAX_VALUE : rounds,
        seed);
  }

  private Map<String, @Nullable Integer> counts() {
    Map<String, @Nullable Integer> counts = new LinkedHashMap<>();
    counts.put("--round-prompts", size);
    counts.put("--k", k);
    counts.put("--n", n);
    return counts;
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new UserError("%s is %d: take %d or more".formatted(option, value, least));
    }
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private LoopReport play(
      LoopOrder order, Config config, LoopFolder folder, Loop.Plan plan, LoopProgress progress)
      throws Exception {
    Namespace run = RunOptions.run(config);
    Optional<Map<String, Object>> cluster =
        options.namesCluster(config) ? Optional.of(options.settings(config)) : Optional.empty();
    progress.tell("starting%s".formatted(cluster.isEmpty() ? " broker, registry and roles" : ""));
    LoopHouse house = LoopHouse.open(config, run, options.data(), cluster, order.trains());
    EndHook hook = EndHook.set(() -> stop(house, progress));
    house.page().ifPresent(page -> progress.tell("watch it at %s".formatted(page)));
    try {
      folder.begin(plan.terms());
      LoopReport result =
          new Loop(house.cluster(), run, plan, house.trainer(), progress).play(house::ended);
      if (!order.trains()) {
        progress.tell(
            "%,d pairs written to %s"
                .formatted(house.export(folder.path(Loop.PAIRS)), folder.path(Loop.PAIRS)));
      }
      progress.tell("done; stopping");
      return result;
    } finally {
      if (hook.unset()) {
        house.close();
      } else {
        // While the process ends this only waits: what broke because of the stop is not told.
        System.exit(1);
      }
    }
  }

  private static void stop(LoopHouse house, LoopProgress progress) {
    progress.end("stopping; the same command goes on where this one stops");
    house.close();
  }

  private void tell(LoopReport result, LoopFolder folder, Loop.Plan plan) throws IOException {
    List<String> next = plan.next(result, folder, options.dataOption());
    ObjectNode json = ReportJson.of(result);
    folder.report(result, next);
    if (report != null) Files.writeString(report, json.toPrettyString() + "\n");
    if (output.isJson()) {
      output.json(json);
      return;
    }
    output.out().println();
    output.table(ReportText.table(result));
    output.out().println();
    ReportText.chart(result).forEach(output.out()::println);
    output.out().println();
    ReportText.account(result).forEach(output.out()::println);
    output.out().println();
    output.out().println("Report   " + folder.path("report.html"));
    output.out().println("Picture  " + folder.path("report.svg"));
    next.forEach(line -> output.out().println("Next     " + line));
    output.out().flush();
  }
}
