package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hone.app.config.Config;
import io.hone.app.orders.Orders;
import io.hone.app.stack.Cluster;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.schemas.catalog.Namespace;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command needs that gives an order to a run. */
final class OrderOptions {
  @Mixin private RunOptions options;

  @Option(
      names = "--why",
      defaultValue = "",
      paramLabel = "TEXT",
      description = "The reason, which is recorded with the order.")
  private String why;

  /** Connects for as long as {@code action} takes. */
  <T> T with(BiFunction<Cluster, Namespace, T> action) {
    Config config = options.config();
    try (Cluster cluster = Cluster.connect(options.settings(config))) {
      return action.apply(cluster, RunOptions.run(config));
    }
  }

  /**
   * Gives an order that is to the whole run, and tells of it.
   *
   * @param said for people, with {@code %s} where the run's name stands
   * @return the exit code
   */
  int give(Output output, ControlKind kind, String said) {
    return with(
        (cluster, run) -> {
          ControlCommand given = give(cluster, run, kind, null, Map.of());
          if (output.isJson()) {
            output.json(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("run", run.run())
                    .put("command_id", given.getCommandId()));
          } else {
            output.out().println(said.formatted(run.run()));
          }
          output.out().flush();
          return 0;
        });
  }

  /** Gives the order. */
  ControlCommand give(
      Cluster cluster,
      Namespace run,
      ControlKind kind,
      @Nullable String target,
      Map<String, String> arguments) {
    return new Orders(cluster, run).give(kind, target, arguments, why);
  }
}
