package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.role.Role;
import io.hone.app.role.TrainerRole;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code hone trainer}: trains versions of the policy until it is told to stop. */
@Command(
    name = "trainer",
    description = {
      "Train the policy on the pairs of a run, examine what comes of it, and promote or reject it.",
      "The base is model.folder. Of any number of these one acts; the others wait, and take over.",
      "What is logged goes to the error stream."
    },
    mixinStandardHelpOptions = true)
final class TrainerCommand extends RoleCommand {
  @Override
  Role start(Config config, Map<String, Object> kafka, Path data) {
    return TrainerRole.start(config, kafka, data);
  }
}
