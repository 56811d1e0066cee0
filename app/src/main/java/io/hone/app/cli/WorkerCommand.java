package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.role.Role;
import io.hone.app.role.WorkerRole;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hone worker}: answers the calls of a run until it is told to stop. */
@Command(
    name = "worker",
    description = {
      "Answer the calls of a run with a model folder, a server or a script, as model.* configures.",
      "Any number of these may run at a time. What is logged goes to the error stream."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand extends RoleCommand {
  @Override
  Role start(Config config, Map<String, Object> kafka, Path data) {
    return WorkerRole.start(config, kafka, data);
  }
}
