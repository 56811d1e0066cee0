package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails, and a process that dies, at each operation in turn. What was written before
 * stays whole; the new folder is whole or not there.
 */
class AtomicFolderFaultTest {
  @TempDir private Path dir;
  private Path target;

  /** Fails at one operation; dead, also at all that follow, so nothing is tidied up. */
  private static final class FaultyDisk extends AtomicFolder.Disk {
    private final List<String> done = new ArrayList<>();
    private final int failAt;
    private final boolean dies;
    private int operation;

    FaultyDisk(int failAt, boolean dies) {
      this.failAt = failAt;
      this.dies = dies;
    }

    void step(String what) throws IOException {
      operation++;
      if (operation == failAt || (dies && operation > failAt)) {
        throw new IOException("No space left on device");
      }
      done.add(what);
    }

    @Override
    void createDirectory(Path folder) throws IOException {
      step("create " + folder.getFileName());
      super.createDirectory(folder);
    }

    @Override
    void writeNew(Path file, byte[] content) throws IOException {
      Files.write(
          file, java.util.Arrays.copyOf(content, content.length / 2)); // what a crash leaves
      step("write " + file.getFileName());
      Files.delete(file);
      super.writeNew(file, content);
    }

    @Override
    void force(Path path) throws IOException {
      step("force " + path.getFileName());
      super.force(path);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
      step("rename");
      super.rename(from, to);
    }

    @Override
    void delete(Path path) throws IOException {
      step("delete " + path.getFileName());
      super.delete(path);
    }
  }

  @BeforeEach
  void writeOne() throws IOException {
    AtomicFolder.write(
        dir.resolve("runs/step-1"), folder -> fill(folder, new FaultyDisk(0, false)));
    target = dir.resolve("runs/step-2");
  }

  private static void fill(Path folder, FaultyDisk disk) throws IOException {
    disk.step("fill weights");
    Files.writeString(folder.resolve("weights"), "weights");
    disk.step("fill inner");
    Files.createDirectory(folder.resolve("inner"));
    disk.step("fill state");
    Files.writeString(folder.resolve("inner/state"), "state");
  }

  private void write(FaultyDisk disk) throws IOException {
    AtomicFolder.write(target, folder -> fill(folder, disk), disk);
  }

  private void shouldHold(Path folder) throws IOException {
    AtomicFolder.verify(folder);
    assertThat(Files.readString(folder.resolve("inner/state"))).isEqualTo("state");
  }

  private List<String> left() throws IOException {
    try (Stream<Path> paths = Files.list(dir.resolve("runs"))) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void shouldForceAllThatIsInsideThenRenameThenForceTheParent() throws IOException {
    FaultyDisk disk = new FaultyDisk(0, false);

    write(disk);

    assertThat(disk.done)
        .containsExactly(
            "create runs",
            "create .step-2.unfinished",
            "fill weights",
            "fill inner",
            "fill state",
            "write manifest.json",
            "force weights",
            "force manifest.json",
            "force state",
            "force inner",
            "force .step-2.unfinished",
            "rename",
            "force runs");
  }

  @Test
  void shouldLeaveTheOldWholeAndNothingOfTheNewWhereverTheDiskFails() throws IOException {
    for (int at = 1; at <= 12; at++) {
      FaultyDisk disk = new FaultyDisk(at, false);

      assertThatThrownBy(() -> write(disk)).as("operation %d", at).hasMessageContaining("No space");

      assertThat(left()).as("operation %d", at).containsExactly("step-1");
      shouldHold(dir.resolve("runs/step-1"));
    }
  }

  @Test
  void shouldLeaveBothWholeIfOnlyTheLastStepFails() throws IOException {
    assertThatThrownBy(() -> write(new FaultyDisk(13, false))).hasMessageContaining("No space");

    assertThat(left()).containsExactly("step-1", "step-2");
    shouldHold(dir.resolve("runs/step-1"));
    shouldHold(target);
  }

  @Test
  void shouldWriteAnewWhereverTheProcessDied() throws IOException {
    for (int at = 1; at <= 12; at++) {
      FaultyDisk disk = new FaultyDisk(at, true);
      assertThatThrownBy(() -> write(disk)).as("operation %d", at).hasMessageContaining("No space");
      assertThat(target).doesNotExist();

      write(new FaultyDisk(0, false)); // the next start, over whatever lies there

      assertThat(left()).as("operation %d", at).containsExactly("step-1", "step-2");
      shouldHold(dir.resolve("runs/step-1"));
      shouldHold(target);
      for (String name : List.of("manifest.json", "weights", "inner/state", "inner", "")) {
        Files.delete(target.resolve(name));
      }
    }
  }

  @Test
  void shouldTidyUpWhereverTheProcessDied() throws IOException {
    for (int at = 1; at <= 12; at++) {
      FaultyDisk disk = new FaultyDisk(at, true);
      assertThatThrownBy(() -> write(disk)).as("operation %d", at).hasMessageContaining("No space");

      AtomicFolder.removeUnfinished(dir.resolve("runs"));

      assertThat(left()).as("operation %d", at).containsExactly("step-1");
    }
  }
}
