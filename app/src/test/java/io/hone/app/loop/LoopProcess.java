package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.Hone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * {@code hone run} in a JVM of its own, on what it takes for a terminal, so that it tells every
 * change at once.
 */
final class LoopProcess {
  private static final long PATIENCE_S = 300;

  private final List<String> command;
  private final Path log;

  /**
   * @param log what it says, over all its lives
   * @param arguments after {@code run}
   */
  LoopProcess(Path log, List<String> arguments) {
    this.log = log;
    this.command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dhone.terminal=true",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Hone.class.getName(),
                "run"));
    this.command.addAll(arguments);
  }

  /** Lives until it says such a line, and is killed then; which line that was. */
  String killAt(Predicate<String> moment) throws Exception {
    Process process = start();
    try {
      Optional<String> line = said(process, moment);
      assertThat(line).as("it ended before its moment: %s", Files.readString(log)).isPresent();
      assertThat(process.destroyForcibly().waitFor()).isEqualTo(128 + 9);
      Files.writeString(log, "KILLED\n", StandardOpenOption.APPEND);
      return line.orElseThrow();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Lives to its own end, which must be a good one. */
  void finish() throws Exception {
    Process process = start();
    try {
      said(process, line -> false);
      assertThat(process.waitFor()).as("%s", Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.resolveSibling("out.log").toFile()))
        .start();
  }

  private Optional<String> said(Process process, Predicate<String> moment) throws Exception {
    CompletableFuture<Optional<String>> said =
        CompletableFuture.supplyAsync(() -> read(process.getErrorStream(), moment));
    return said.get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private Optional<String> read(InputStream stream, Predicate<String> moment) {
    Scanner lines =
        new Scanner(stream, StandardCharsets.UTF_8).useDelimiter("[\\r\\n]+(\\x1b\\[K)?");
    while (lines.hasNext()) {
      String line = lines.next();
      note(line);
      if (moment.test(line)) return Optional.of(line);
    }
    return Optional.empty();
  }

  private void note(String line) {
    try {
      Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
