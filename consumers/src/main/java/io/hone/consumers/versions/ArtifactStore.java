package io.hone.consumers.versions;

import io.hone.event.Artifact;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where the files of versions lie, for every process that needs them. A version's files never
 * change once they are there.
 */
public interface ArtifactStore extends AutoCloseable {

  /**
   * Puts every file of a folder under a version's name. Putting the same files again changes
   * nothing; what a killed process left half-done is finished.
   *
   * @return where they lie, with size and SHA-256 of each
   * @throws BadArtifactException if other files are there under that name
   * @throws IOException if the store cannot be reached or is full; try again
   */
  Artifact put(String version, Path folder) throws IOException;

  /**
   * A local folder with exactly these files, each checked against its size and SHA-256.
   *
   * @throws BadArtifactException if a file is missing there or is not what was announced
   * @throws IOException if the store cannot be reached; try again
   */
  Path fetch(String version, Artifact artifact) throws IOException;

  @Override
  void close();
}
