package io.hone.app;

import io.hone.app.cli.CommandProvider;
import io.hone.app.cli.Failures;
import io.hone.app.cli.HoneCommand;
import io.hone.app.cli.Logs;
import java.util.ServiceLoader;
import picocli.CommandLine;

/** The entry point of {@code ./hone}. */
public final class Hone {
  private Hone() {}

  public static void main(String[] args) {
    Logs.quietUnlessNamed();
    System.exit(run(args));
  }

  /** Runs one command line and returns its exit code: 0, 1 for a failure, 2 for wrong usage. */
  public static int run(String... args) {
    CommandLine line = new CommandLine(new HoneCommand());
    ServiceLoader.load(CommandProvider.class)
        .forEach(provider -> line.addSubcommand(provider.command()));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    Failures failures = new Failures();
    line.setExecutionExceptionHandler(failures);
    line.setParameterExceptionHandler(failures);
    return line.execute(args);
  }
}
