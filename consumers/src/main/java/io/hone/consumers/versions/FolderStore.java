package io.hone.consumers.versions;

import io.hone.event.Artifact;
import io.hone.models.file.AtomicFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A store in a folder of this machine, or of a file system that all machines mount. A version is
 * the folder of its name; what is fetched is used where it lies. The folder may be mounted at
 * another place on each machine: a version is looked for by its name, not by the announced address.
 *
 * <p>A version appears at once and whole. One process at a time may put.
 */
public final class FolderStore implements ArtifactStore {
  private final Path root;

  /**
   * Nothing happens before something is put or fetched.
   *
   * @param root the folder; made by the first {@link #put}
   */
  public FolderStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public synchronized Artifact put(String version, Path folder) throws IOException {
    Path target = root.resolve(ArtifactFiles.requireName(version));
    Artifact wanted = ArtifactFiles.list(version, address(target), folder);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      AtomicFolder.write(target, unfinished -> copy(wanted, folder, unfinished));
    }
    if (!ArtifactFiles.list(version, wanted.getUri(), target).equals(wanted)) {
      throw ArtifactFiles.taken(version, target.toString());
    }
    return wanted;
  }

  /** The same before and after the folder is there: only then does a URI of Java end in a slash. */
  private static String address(Path target) {
    return target.toUri().toString().replaceFirst("/$", "");
  }

  private static void copy(Artifact wanted, Path from, Path to) throws IOException {
    for (var file : wanted.getFiles()) {
      Path copy = to.resolve(file.getPath());
      Files.createDirectories(copy.getParent());
      Files.copy(from.resolve(file.getPath()), copy);
    }
  }

  @Override
  public Path fetch(String version, Artifact artifact) throws IOException {
    ArtifactFiles.requireSound(version, artifact);
    if (!Files.isDirectory(root)) {
      throw new IOException(
          "The artefact store %s is not there; mount it, or set store.location.".formatted(root));
    }
    Path folder = root.resolve(version);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw ArtifactFiles.missing(
          version, artifact.getFiles().getFirst().getPath(), "folder " + folder);
    }
    ArtifactFiles.requireExactly(version, artifact, folder);
    return folder;
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
