package io.hone.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hone}: names the commands. */
@Command(
    name = "hone",
    description = "Keeps a language model improving on its owner's own prompts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and everything that was asked for is well",
      "1:it failed, or a check found something wrong",
      "2:the command line is wrong"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  HONE_DATA       the data folder, instead of ~/.hone",
      "  HONE_NATIVES    where torch's natives are unpacked once, instead of ~/.hone/natives",
      "  HONE_JAVA_HOME  the JDK to run on",
      "  HONE_JAVA_OPTS  more options for the JVM",
      "  HONE_*          keys of the configuration, see ./hone config",
      "  NO_COLOR        no colours",
    },
    subcommands = {
      RunCommand.class,
      UpCommand.class,
      TopicsCommand.class,
      SubmitCommand.class,
      ExportCommand.class,
      StreamsCommand.class,
      WorkerCommand.class,
      TrainerCommand.class,
      StatusCommand.class,
      WatchCommand.class,
      ConsoleCommand.class,
      MetricsCommand.class,
      ConfigCommand.class,
      VerifyCommand.class,
      ExplainCommand.class,
      GenerateCommand.class,
      TrainCommand.class,
      SeedCommand.class,
      ExamineCommand.class,
      ModelsCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class HoneCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error happened.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which command");
  }
}
