package io.hone.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hone completion}: the script that completes commands in a shell. */
@Command(
    name = "completion",
    description = {
      "Print the completion script for bash and zsh.",
      "Use it with: source <(./hone completion)"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(AutoComplete.bash("hone", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
