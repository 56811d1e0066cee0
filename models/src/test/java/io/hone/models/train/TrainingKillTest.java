package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ModelException;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AtomicFolder;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.FaultyFiles.After;
import io.hone.models.train.TrainingRuns.Draft;
import io.hone.models.train.TrainingRuns.Losses;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that are killed, or run out of disk, at every point there is. */
@Tag("slow")
class TrainingKillTest {
  private static TorchRuntime runtime;
  @TempDir private Path folder;
  private Path data = Path.of("");
  private final TreeMap<Long, String> straight = new TreeMap<>();

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @BeforeEach
  void runWithoutFault() {
    data = TrainingRuns.pairs(folder.resolve("pairs.jsonl"));
    Losses losses = new Losses();
    TrainingRuns.run(runtime, draft(folder.resolve("straight")), losses);
    straight.putAll(losses.bySteps);
  }

  private Draft draft(Path out) {
    Draft draft = new Draft(data, out);
    draft.epochs = 1;
    draft.checkpointEvery = 1;
    draft.keepCheckpoints = 1;
    draft.learns =
        new TrainingSettings.Learns.NewAdapter(AdapterConfig.of(2, 4, List.of("q_proj")));
    return draft;
  }

  @ParameterizedTest
  @EnumSource(After.class)
  void shouldGoOnWhicheverChangeOnDiskWasTheLast(After after) throws IOException {
    FaultyFiles files = new FaultyFiles();
    int faults = 0;
    boolean failed = true;
    while (failed) {
      Path place = folder.resolve("out" + faults);
      Path out = files.at(place).resolve("adapter");
      files.failAt(faults + 1L, after);
      Losses losses = new Losses();

      failed = false;
      try {
        TrainingRuns.run(runtime, draft(out), losses);
      } catch (ModelException e) {
        failed = true;
        assertThat(e.kind()).isEqualTo(ModelException.Kind.TRANSIENT);
        assertThat(e).hasMessageContaining("No space left on device").hasMessageContaining("again");
        assertOneCheckpointIsWholeOnceThereWasOne(place, losses);
      }
      assertThat(failed).as("fault %s", files).isEqualTo(files.failed());
      files.failAt(Long.MAX_VALUE, After.CRASH);
      TrainingRuns.run(runtime, draft(out), losses);

      assertThat(losses.bySteps).as("fault %d", faults).isEqualTo(straight);
      TrainingRunTest.assertSameWeights(place.resolve("adapter"), folder.resolve("straight"));
      try (Stream<Path> left = Files.list(place)) {
        assertThat(left).containsExactly(place.resolve("adapter"));
      }
      // A full disk is the gentler fault: every third will do.
      faults += after == After.CRASH ? 1 : 3;
    }
    assertThat(faults).isGreaterThan(100);
  }

  /** From the first step on there is always something to go on from. */
  private static void assertOneCheckpointIsWholeOnceThereWasOne(Path place, Losses losses)
      throws IOException {
    if (losses.bySteps.size() < 2 || Files.exists(place.resolve("adapter"))) {
      return; // the second step follows the first checkpoint
    }
    try (Stream<Path> found = Files.list(place.resolve("adapter.checkpoints"))) {
      List<Path> whole = found.filter(TrainingKillTest::isWhole).toList();
      assertThat(whole).isNotEmpty();
    }
  }

  private static boolean isWhole(Path checkpoint) {
    try {
      AtomicFolder.verify(checkpoint);
      return checkpoint.getFileName().toString().startsWith("step-");
    } catch (ModelException e) {
      return false;
    }
  }

  @Test
  void shouldGoOnAfterItsListenerThrew() {
    Path out = folder.resolve("out");
    for (int step = 1; step <= 3; step++) {
      int last = step;
      assertThatThrownBy(
              () ->
                  TrainingRuns.run(
                      runtime,
                      draft(out),
                      event -> {
                        if (event instanceof TrainingEvent.Step done && done.step() == last) {
                          throw new IllegalStateException("boom");
                        }
                      }))
          .hasMessage("boom");
    }
    Losses losses = new Losses();

    TrainingRuns.run(runtime, draft(out), losses);

    assertThat(losses.bySteps).isEqualTo(straight.tailMap(3L));
    TrainingRunTest.assertSameWeights(out, folder.resolve("straight"));
  }

  @Test
  void shouldGoOnAfterKillsOfItsProcess() throws Exception {
    TreeMap<Long, String> seen = new TreeMap<>();
    boolean finished = false;
    for (int kills = 0; !finished; kills++) {
      assertThat(kills).as("runs that made no headway").isLessThan(12);
      finished = child(seen, 1 + kills % 3);
    }

    Losses expected = new Losses();
    TrainingRuns.run(runtime, Child.draft(data, folder.resolve("never killed")), expected);
    assertThat(seen).isEqualTo(expected.bySteps);
    TrainingRunTest.assertSameWeights(folder.resolve("killed"), folder.resolve("never killed"));
  }

  /** Kills the child after so many lines of it; whether it came to its end. */
  private boolean child(Map<Long, String> seen, int lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                data.toString(),
                folder.resolve("killed").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader reader =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int read = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals("finished")) {
          return true;
        }
        String[] parts = line.split(" ", 2);
        String before = seen.put(Long.parseLong(parts[0]), parts[1]);
        assertThat(before == null || before.equals(parts[1])).as(line).isTrue();
        read++;
        if (read == lines) {
          break;
        }
      }
    } finally {
      process.destroyForcibly(); // SIGKILL
      process.waitFor();
    }
    return false;
  }

  /** The process that is killed. */
  static final class Child {
    private Child() {}

    static Draft draft(Path data, Path out) {
      Draft draft = new Draft(data, out);
      draft.checkpointEvery = 1;
      return draft;
    }

    public static void main(String[] arguments) {
      try (TorchRuntime torch = TorchRuntime.open(TorchSettings.defaults())) {
        TrainingRuns.run(
            torch,
            draft(Path.of(arguments[0]), Path.of(arguments[1])),
            event -> {
              if (event instanceof TrainingEvent.Step step) {
                System.out.println(step.step() + " " + Losses.exact(step));
              }
            });
        System.out.println("finished");
      }
    }
  }
}
