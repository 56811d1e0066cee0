package io.hone.app.episodes;

import io.hone.app.Hone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A role in a JVM of its own, as {@code ./hone} would start it; killed and started at will. */
final class RoleProcess implements AutoCloseable {
  private final List<String> arguments;
  private final Path log;
  private Process process;
  private int deaths;

  /**
   * @param log what it prints, over all its lives
   * @param arguments of the command line
   */
  RoleProcess(Path log, List<String> arguments) throws IOException {
    this.log = log;
    this.arguments = List.copyOf(arguments);
    this.process = start();
  }

  private Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Hone.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** SIGKILL, and another life at once. */
  void killAndStartAgain() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    deaths++;
    process = start();
  }

  int deaths() {
    return deaths;
  }

  /** The end of what all its lives have said. */
  String said() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return log
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  /** Whether it lives, as it should. */
  boolean lives() {
    return process.isAlive();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
