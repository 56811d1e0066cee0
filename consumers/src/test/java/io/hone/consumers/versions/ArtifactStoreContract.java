package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.Artifact;
import io.hone.event.ArtifactFile;
import io.hone.models.file.AtomicFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artefact store does. */
abstract class ArtifactStoreContract {
  static final String SHA_OF_HELLO =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @TempDir Path folder;

  /** The same store each time, as another process would open it. */
  abstract ArtifactStore open();

  /** Writes a file of a version behind the store's back. */
  abstract void tamper(String version, String file, byte[] content) throws IOException;

  abstract void delete(String version, String file) throws IOException;

  /** The folder on this machine in which versions are written. */
  abstract Path written();

  Path adapter() throws IOException {
    return adapter("weights");
  }

  Path adapter(String weights) throws IOException {
    Path made = Files.createTempDirectory(folder, "made");
    Files.writeString(made.resolve("adapter_config.json"), "{}");
    Files.writeString(made.resolve("adapter_model.safetensors"), weights);
    Files.createDirectories(made.resolve("run"));
    Files.writeString(made.resolve("run/round.json"), "hello");
    return made;
  }

  @Test
  void shouldGiveBackWhatWasPut() throws IOException {
    Path made = adapter();
    byte[] large = new byte[9 << 20];
    new Random(1).nextBytes(large);
    Files.write(made.resolve("large.bin"), large);

    Artifact artifact;
    Path fetched;
    try (ArtifactStore store = open()) {
      artifact = store.put("v1", made);
    }
    try (ArtifactStore store = open()) {
      fetched = store.fetch("v1", artifact);
    }

    assertThat(ArtifactFiles.names(fetched))
        .containsExactly(
            "adapter_config.json", "adapter_model.safetensors", "large.bin", "run/round.json");
    assertThat(fetched.resolve("run/round.json")).hasContent("hello");
    assertThat(fetched.resolve("large.bin")).hasBinaryContent(large);
    assertThat(artifact.getFiles()).contains(new ArtifactFile("run/round.json", 5L, SHA_OF_HELLO));
  }

  @Test
  void shouldRedoWhatAKilledProcessLeftHalfWritten() throws IOException {
    Path unfinished = written().resolve(".v1.unfinished");
    Files.createDirectories(unfinished);
    Files.writeString(unfinished.resolve("adapter_config.json"), "{");
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());

      assertThat(store.fetch("v1", artifact).resolve("adapter_config.json")).hasContent("{}");
      assertThat(unfinished).doesNotExist();
    }
  }

  @Test
  void shouldChangeNothingWhenTheSameIsPutAgain() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact first = store.put("v1", adapter());

      Artifact again = store.put("v1", adapter());

      assertThat(again).isEqualTo(first);
    }
  }

  @Test
  void shouldRefuseOtherFilesUnderOneName() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact first = store.put("v1", adapter());

      assertThatThrownBy(() -> store.put("v1", adapter("others")))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("v1")
          .hasMessageContaining("already with other files");
      assertThat(store.fetch("v1", first).resolve("adapter_model.safetensors"))
          .hasContent("weights");
    }
  }

  @Test
  void shouldLeaveOutTheManifestOfTheFolder() throws IOException {
    Path made = folder.resolve("whole");
    AtomicFolder.write(made, to -> Files.writeString(to.resolve("a"), "hello"));
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", made);

      Path fetched = store.fetch("v1", artifact);

      assertThat(artifact.getFiles()).containsExactly(new ArtifactFile("a", 5L, SHA_OF_HELLO));
      assertThat(fetched.resolve("a")).hasContent("hello");
    }
  }

  @Test
  void shouldRefuseAFileThatChangedOnTheWay() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      tamper("v1", "run/round.json", "hullo".getBytes(StandardCharsets.UTF_8));

      assertThatThrownBy(() -> store.fetch("v1", artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining(
              "Version v1 was announced with file run/round.json of SHA-256 " + SHA_OF_HELLO);
    }
  }

  @Test
  void shouldRefuseAFileOfAnotherSize() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      tamper("v1", "run/round.json", new byte[4]);

      assertThatThrownBy(() -> store.fetch("v1", artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("file run/round.json of 5 bytes")
          .hasMessageContaining("has 4");
    }
  }

  @Test
  void shouldRefuseAVersionThatLacksAFile() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      delete("v1", "adapter_model.safetensors");

      assertThatThrownBy(() -> store.fetch("v1", artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("Version v1 was announced with file adapter_model.safetensors");
    }
  }

  @Test
  void shouldRefuseAVersionThatIsNotThere() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());

      assertThatThrownBy(() -> store.fetch("v2", artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("Version v2 was announced with file adapter_config.json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../v2/a",
        "a/../../b",
        "..",
        ".",
        "",
        "a//b",
        "a/",
        "C:\\a",
        "a\\..\\..\\b",
        "a\nb",
        "manifest.json",
        "ADAPTER_CONFIG.JSON"
      })
  void shouldRefuseAHostilePath(String path) throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      List<ArtifactFile> files = new ArrayList<>(artifact.getFiles());
      files.add(new ArtifactFile(path, 5L, SHA_OF_HELLO));

      assertThatThrownBy(() -> store.fetch("v1", new Artifact(artifact.getUri(), files)))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageStartingWith("Version v1 is announced with the file '")
          .hasMessageNotContaining("\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".hidden", "", "a/b", "/tmp", "v 1", "v1\n"})
  void shouldRefuseAHostileName(String version) throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());

      assertThatThrownBy(() -> store.fetch(version, artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("cannot be stored");
    }
  }

  @Test
  void shouldRefuseAnArtefactWithoutFiles() {
    try (ArtifactStore store = open()) {
      assertThatThrownBy(() -> store.fetch("v1", new Artifact("anywhere", List.of())))
          .isInstanceOf(BadArtifactException.class)
          .hasMessage("Version v1 is announced without any file.");
    }
  }

  @Test
  void shouldRefuseToPutALink() throws IOException {
    Path made = adapter();
    Files.createSymbolicLink(made.resolve("link"), Path.of("/etc/passwd"));
    try (ArtifactStore store = open()) {
      assertThatThrownBy(() -> store.put("v1", made))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("no plain file");
    }
  }
}
