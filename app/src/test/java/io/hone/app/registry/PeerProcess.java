package io.hone.app.registry;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of somebody else's, run to its end.
 *
 * @param output both streams, in lines
 */
record PeerProcess(int status, List<String> output) {
  private static final int LIMIT_SECONDS = 90;

  static PeerProcess run(List<String> command) throws IOException, InterruptedException {
    File output = File.createTempFile("peer", ".log");
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return new PeerProcess(
          ended ? process.exitValue() : -1,
          Files.readString(output.toPath(), StandardCharsets.UTF_8).lines().toList());
    } finally {
      Files.deleteIfExists(output.toPath());
    }
  }

  /** What follows {@code name=} on its line. */
  String value(String name) {
    return output.stream()
        .filter(line -> line.startsWith(name + "="))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + output));
  }
}
