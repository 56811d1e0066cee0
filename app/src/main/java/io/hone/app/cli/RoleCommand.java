package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that plays one role of a run until it is told to stop. */
abstract class RoleCommand implements Callable<Integer> {
  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long to try again when no broker answers at the start (default: ${DEFAULT-VALUE}).")
  private int wait = 60;

  /**
   * Starts the role.
   *
   * @param kafka settings of clients and registry
   * @param data the folder of what it keeps
   */
  abstract Role start(Config config, Map<String, Object> kafka, Path data);

  @Override
  public final Integer call() {
    Logs.toErrorStream();
    Config config = options.config();
    ClusterPatience patience =
        new ClusterPatience(
            Duration.ofSeconds(wait),
            System::nanoTime,
            why -> output.err().println("hone: " + why));
    new RoleRun(output)
        .untilStopped(
            config,
            options.settings(config),
            kafka -> patience.start(() -> start(config, kafka, options.data())));
    return 0;
  }
}
