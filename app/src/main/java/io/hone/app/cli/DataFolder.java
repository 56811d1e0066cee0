package io.hone.app.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --data}. */
final class DataFolder {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that holds everything; $HONE_DATA or ~/.hone if not given.")
  private @Nullable Path data;

  /** How another command is told of the same folder; empty if it needs not be. */
  String option() {
    return data == null ? "" : " --data " + path();
  }

  Path path() {
    if (data != null && data.toString().isEmpty()) {
      throw new UserError("--data is empty: name a folder, or leave it out for ~/.hone");
    }
    if (data != null) return data.toAbsolutePath().normalize();
    String environment = System.getenv("HONE_DATA");
    if (environment != null && !environment.isBlank()) {
      return Path.of(environment).toAbsolutePath().normalize();
    }
    return Path.of(System.getProperty("user.home"), ".hone");
  }
}
