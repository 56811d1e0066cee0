package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FolderStoreTest extends ArtifactStoreContract {
  private Path root() {
    return folder.resolve("store");
  }

  @Override
  ArtifactStore open() {
    return new FolderStore(root());
  }

  @Override
  Path written() {
    return root();
  }

  @Override
  void tamper(String version, String file, byte[] content) throws IOException {
    Files.write(root().resolve(version).resolve(file), content);
  }

  @Override
  void delete(String version, String file) throws IOException {
    Files.delete(root().resolve(version).resolve(file));
  }

  @Test
  void shouldAskToTryAgainWhileTheStoreIsNotThere() throws IOException {
    Artifact artifact;
    try (ArtifactStore store = open()) {
      artifact = store.put("v1", adapter());
    }
    Files.move(root(), folder.resolve("elsewhere"));

    assertThatThrownBy(() -> open().fetch("v1", artifact))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not there; mount it");
  }

  @Test
  void shouldFindAVersionWhereTheStoreIsMountedElsewhere() throws IOException {
    Artifact artifact;
    try (ArtifactStore store = open()) {
      artifact = store.put("v1", adapter());
    }
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(root(), elsewhere);
    try (ArtifactStore store = new FolderStore(elsewhere)) {
      assertThat(store.fetch("v1", artifact)).isEqualTo(elsewhere.resolve("v1"));
    }
  }

  @Test
  void shouldRefuseAFileThatWasNotAnnounced() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      tamper("v1", "config.json", new byte[1]);

      assertThatThrownBy(() -> store.fetch("v1", artifact))
          .isInstanceOf(BadArtifactException.class)
          .hasMessageContaining("config.json")
          .hasMessageContaining("was not announced");
    }
  }
}
