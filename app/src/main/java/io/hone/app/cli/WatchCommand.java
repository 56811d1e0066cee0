package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.app.status.RunFigures.StageFigures;
import io.hone.app.status.RunStatus;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone watch}: how a run moves. */
@Command(
    name = "watch",
    description = {
      "Show live what a run does: per stage the calls asked, answered and failed, and those that wait.",
      "On a terminal the picture stays in place; elsewhere a line, and with --json an object, is printed each time."
    },
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
  private static final String HOME_AND_CLEAR = "\033[H\033[J";

  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Seconds between two pictures. Default: ${DEFAULT-VALUE}.")
  private int every = 2;

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "End after so many pictures; without it, Ctrl-C ends.")
  private long times = Long.MAX_VALUE;

  private final Map<Stage, StageFigures> before = new EnumMap<>(Stage.class);

  @Override
  public Integer call() {
    if (every < 1) throw new UserError("--every is " + every + ": take 1 second or more");
    if (times < 1) throw new UserError("--times is " + times + ": take 1 or more");
    Config config = options.config();
    Namespace run = RunOptions.run(config);
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunStatus status = RunStatus.open(cluster, run, true)) {
      for (long shown = 0; shown < times; shown++) {
        long began = System.nanoTime();
        status.follow(Duration.ofSeconds(every));
        show(run, status, (System.nanoTime() - began) / 1e9);
      }
    }
    return 0;
  }

  /** What a stage did since the last picture, and how many calls of it wait. */
  private record Row(Stage stage, StageFigures done, StageFigures all, long waiting) {}

  private void show(Namespace run, RunStatus status, double seconds) {
    StatusView view = new StatusView(run, status.figures(), status.unreadable());
    List<Row> rows = rows(status);
    if (output.isJson()) {
      output.out().println(json(view, rows, seconds));
    } else if (Boolean.getBoolean("hone.terminal.out")) {
      output.out().print(HOME_AND_CLEAR);
      view.lines(output::strong).forEach(output.out()::println);
      output.out().println();
      output.table(table(rows, seconds));
    } else {
      output.out().println(line(view, rows, seconds));
    }
    output.out().flush();
  }

  private List<Row> rows(RunStatus status) {
    Map<Stage, Long> waiting = status.waiting();
    List<Row> rows = new ArrayList<>();
    for (Stage stage : RunStatus.STAGES.keySet()) {
      StageFigures all = status.figures().stage(stage);
      StageFigures done = all.minus(before.getOrDefault(stage, StageFigures.NONE));
      before.put(stage, all);
      rows.add(new Row(stage, done, all, waiting.getOrDefault(stage, 0L)));
    }
    return rows;
  }

  private static List<List<String>> table(List<Row> rows, double seconds) {
    List<List<String>> table =
        new ArrayList<>(
            List.of(
                List.of("stage", "asked/s", "answered/s", "failed", "mean ms", "waiting calls")));
    for (Row row : rows) {
      table.add(
          List.of(
              Spelling.hyphenated(row.stage),
              "%,.1f".formatted(row.done.asked() / seconds),
              "%,.1f".formatted(row.done.answered() / seconds),
              "%,d".formatted(row.all.failed()),
              "%,d".formatted(row.done.latency() / Math.max(1, row.done.answered())),
              "%,d".formatted(row.waiting)));
    }
    return table;
  }

  private static String line(StatusView view, List<Row> rows, double seconds) {
    StringBuilder line = new StringBuilder(view.account());
    for (Row row : rows) {
      line.append(
          " | %s %,.1f/s, %,d failed, %,d wait"
              .formatted(
                  Spelling.hyphenated(row.stage),
                  row.done.answered() / seconds,
                  row.all.failed(),
                  row.waiting));
    }
    return line.toString();
  }

  private static ObjectNode json(StatusView view, List<Row> rows, double seconds) {
    ObjectNode json = view.json();
    ObjectNode stages = json.putObject("stages");
    for (Row row : rows) {
      stages
          .putObject(Spelling.hyphenated(row.stage))
          .put("asked_per_second", row.done.asked() / seconds)
          .put("answered_per_second", row.done.answered() / seconds)
          .put("failed", row.all.failed())
          .put("mean_ms", row.done.latency() / Math.max(1, row.done.answered()))
          .put("waiting", row.waiting);
    }
    return json;
  }
}
