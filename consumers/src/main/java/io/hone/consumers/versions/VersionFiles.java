package io.hone.consumers.versions;

import io.hone.event.Artifact;
import io.hone.event.ModelForm;
import io.hone.event.ModelVersion;
import io.hone.models.file.FiniteWeights;
import io.hone.models.file.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of announced versions, fetched and checked before anybody loads them: each file's size
 * and SHA-256, the base that they belong to, and that every weight is a number. The store stays the
 * caller's.
 *
 * @param base SHA-256 of the weights that adapters are to be loaded on, as {@link
 *     Sha256#ofWeights}; empty where it is not known: then an adapter's base is not checked
 */
public record VersionFiles(ArtifactStore store, Optional<String> base) {

  /**
   * Fetches and checks.
   *
   * @return a folder to load from, in which nothing may be written
   * @throws BadArtifactException if it is not what was announced, or belongs to another base
   * @throws io.hone.models.ModelException permanent if a weight is NaN or infinite
   * @throws IOException if the store cannot be reached; try again
   */
  public Path fetch(ModelVersion version) throws IOException {
    String name = version.getModel().getVersion();
    Artifact artifact = version.getArtifact();
    if (artifact == null) {
      throw new BadArtifactException(
          "Version %s was announced without files, so only a model that was opened as it answers for it: set model.version to %s where that model is."
              .formatted(name, name));
    }
    if (version.getForm() != ModelForm.FULL) requireBase(version);
    Path folder = store.fetch(name, artifact);
    if (version.getForm() == ModelForm.FULL) {
      requireSame(name, version.getBase(), Sha256.ofWeights(folder), "its own weights");
    }
    FiniteWeights.require(folder);
    return folder;
  }

  /**
   * Refuses a version that belongs to other weights than ours.
   *
   * @throws BadArtifactException if both bases are known and differ
   */
  void requireBase(ModelVersion version) {
    String name = version.getModel().getVersion();
    base.ifPresent(ours -> requireSame(name, version.getBase(), ours, "the base model here"));
  }

  private static void requireSame(String version, String announced, String found, String what) {
    if (!found.equals(announced)) {
      throw new BadArtifactException(
          "Version %s belongs to base weights with SHA-256 %s, and %s has %s: use the same model folder everywhere."
              .formatted(version, announced, what, found));
    }
  }
}
