package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
  @TempDir private Path dir;
  private Path step1;

  @BeforeEach
  void write() throws IOException {
    step1 = dir.resolve("checkpoints/step-1");
    AtomicFolder.write(step1, AtomicFolderTest::fill);
  }

  private static void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("weights"), "12345");
    Files.createDirectories(folder.resolve("inner"));
    Files.writeString(folder.resolve("inner/state"), "");
  }

  private void shouldBeAlone() throws IOException {
    try (Stream<Path> left = Files.list(dir.resolve("checkpoints"))) {
      assertThat(left).containsExactly(step1);
    }
    assertThatCode(() -> AtomicFolder.verify(step1)).doesNotThrowAnyException();
  }

  @Test
  void shouldWriteAWholeFolderWithItsManifest() throws IOException {
    shouldBeAlone();

    assertThat(Files.readString(step1.resolve("weights"))).isEqualTo("12345");
    assertThat(Files.readString(step1.resolve(AtomicFolder.MANIFEST)))
        .contains("inner/state")
        .contains("5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"); // 12345
  }

  @Test
  void shouldDeleteManifestsFirstSoThatHalfIsNeverTakenForWhole() throws IOException {
    Path all = dir.resolve("checkpoints");
    List<Path> deleted = new ArrayList<>();

    AtomicFolder.delete(
        all,
        new AtomicFolder.Disk() {
          @Override
          void delete(Path path) throws IOException {
            super.delete(path);
            deleted.add(path);
          }
        });

    assertThat(deleted).first().isEqualTo(step1.resolve(AtomicFolder.MANIFEST));
    assertThat(deleted).last().isEqualTo(all);
    assertThat(all).doesNotExist();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void shouldDeleteLinksAndNotWhatTheyPointTo() throws IOException {
    Path folder = Files.createDirectory(dir.resolve("links"));
    Files.createSymbolicLink(folder.resolve("step"), step1);

    AtomicFolder.delete(folder);

    assertThat(folder).doesNotExist();
    shouldBeAlone();
  }

  @Test
  void shouldDeleteNothingWhereNothingIs() {
    assertThatCode(() -> AtomicFolder.delete(dir.resolve("absent"))).doesNotThrowAnyException();
  }

  @Test
  void shouldNeverOverwrite() throws IOException {
    assertThatThrownBy(
            () -> AtomicFolder.write(step1, f -> Files.writeString(f.resolve("weights"), "x")))
        .isInstanceOf(FileAlreadyExistsException.class);

    shouldBeAlone();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldLeaveNothingOfAFolderThatTheDiskHadNoRoomFor() throws IOException {
    assertThatThrownBy(
            () ->
                AtomicFolder.write(
                    step1.resolveSibling("step-2"),
                    folder -> {
                      fill(folder);
                      try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                        full.write(new byte[1]);
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");

    shouldBeAlone();
  }

  @Test
  void shouldRemoveWhatACrashLeft() throws IOException {
    Path left = Files.createDirectories(step1.resolveSibling(".step-2.unfinished/inner"));
    Files.writeString(left.resolve("half"), "h");

    AtomicFolder.removeUnfinished(dir.resolve("checkpoints"));

    shouldBeAlone();
  }

  @Test
  void shouldWriteOverWhatACrashLeftOfTheSameFolder() throws IOException {
    Path left = Files.createDirectories(step1.resolveSibling(".step-2.unfinished/inner"));
    Files.writeString(left.resolve("half"), "h");

    AtomicFolder.write(step1.resolveSibling("step-2"), AtomicFolderTest::fill);

    AtomicFolder.verify(step1.resolveSibling("step-2"));
    assertThat(step1.resolveSibling("step-2/inner/half")).doesNotExist();
  }

  private void shouldRefuse(String... naming) {
    assertThatThrownBy(() -> AtomicFolder.verify(step1))
        .isInstanceOf(ModelException.class)
        .message()
        .contains(naming);
  }

  @Test
  void shouldRefuseAnAlteredByteByName() throws IOException {
    Files.writeString(step1.resolve("weights"), "12346");

    shouldRefuse("weights", "SHA-256");
  }

  @Test
  void shouldRefuseATruncatedFileByName() throws IOException {
    Files.writeString(step1.resolve("weights"), "123");

    shouldRefuse("weights", "3 bytes for 5");
  }

  @Test
  void shouldRefuseAMissingFileByName() throws IOException {
    Files.delete(step1.resolve("inner/state"));

    shouldRefuse("lacks", "inner/state");
  }

  @Test
  void shouldRefuseASurplusFileByName() throws IOException {
    Files.writeString(step1.resolve("inner/more"), "x");

    shouldRefuse("inner/more");
  }

  @Test
  void shouldRefuseAFolderWithoutManifest() throws IOException {
    Files.delete(step1.resolve(AtomicFolder.MANIFEST));

    shouldRefuse(AtomicFolder.MANIFEST);
  }
}
