package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.app.status.RunStatus;
import io.hone.schemas.catalog.Namespace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone status}: how a run stands. */
@Command(
    name = "status",
    description = {
      "Show how a run stands: what became of its prompts, and how many calls wait.",
      "A call waits until a worker has finished it. ./hone verify checks the account; ./hone watch shows it live."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Config config = options.config();
    Namespace run = RunOptions.run(config);
    try (Cluster cluster = Cluster.connect(options.settings(config));
        RunStatus status = RunStatus.open(cluster, run, false)) {
      StatusView view = new StatusView(run, status.figures(), status.unreadable());
      if (output.isJson()) {
        ObjectNode json = view.json();
        ObjectNode waiting = json.putObject("waiting");
        status.waiting().forEach((stage, calls) -> waiting.put(Spelling.hyphenated(stage), calls));
        output.json(json);
      } else {
        view.lines(output::strong).forEach(output.out()::println);
        output.out().println();
        output.table(view.waiting(status.waiting()));
      }
    }
    return 0;
  }
}
