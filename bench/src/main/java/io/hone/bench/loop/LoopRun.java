package io.hone.bench.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.file.AtomicFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One {@code hone run} in a process and a folder of its own, from its beginning to its report. */
final class LoopRun {
  private final Arm arm;
  private final long seed;
  private final List<String> more;

  /**
   * @param more arguments of {@code hone run}
   */
  LoopRun(Arm arm, long seed, List<String> more) {
    this.arm = arm;
    this.seed = seed;
    this.more = more;
  }

  /**
   * Plays and gives the report.
   *
   * @throws IllegalStateException if the run fails, with the end of what it said
   */
  JsonNode play() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("hone-bench-loop");
    Path said = folder.resolve("said.txt");
    Path report = folder.resolve("report.json");
    try {
      Process process =
          new ProcessBuilder(command(folder.resolve("data"), report))
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      if (process.waitFor() != 0) {
        List<String> lines = Files.readAllLines(said);
        throw new IllegalStateException(
            "the run of %s with seed %d failed: %s"
                .formatted(
                    arm.spelt(), seed, lines.isEmpty() ? "it said nothing" : lines.getLast()));
      }
      return new ObjectMapper().readTree(report.toFile());
    } finally {
      AtomicFolder.delete(folder);
    }
  }

  private List<String> command(Path data, Path report) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hone.app.Hone",
                "run",
                "--data",
                data.toString(),
                "--recipe",
                arm.recipe(),
                "--seed",
                Long.toString(seed),
                "--report",
                report.toString()));
    arm.settings().forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(more);
    return command;
  }
}
