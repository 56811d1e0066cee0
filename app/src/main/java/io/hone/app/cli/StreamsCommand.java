package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.role.Role;
import io.hone.app.role.StreamsRole;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hone streams}: plays the episodes of a run until it is told to stop. */
@Command(
    name = "streams",
    description = {
      "Play the episodes of a run: ask for answers and judgements, and make pairs of them.",
      "Any number of these may run at a time; they share the partitions. What is logged goes to the error stream."
    },
    mixinStandardHelpOptions = true)
final class StreamsCommand extends RoleCommand {
  @Override
  Role start(Config config, Map<String, Object> kafka, Path data) {
    return StreamsRole.start(config, kafka, data);
  }
}
