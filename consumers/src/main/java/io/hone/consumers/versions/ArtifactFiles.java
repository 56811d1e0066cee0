package io.hone.consumers.versions;

import io.hone.event.Artifact;
import io.hone.event.ArtifactFile;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of a version: listed, and compared with what was announced. What a stranger announces
 * is never taken for a path before it was checked here. The manifest of an {@link AtomicFolder} is
 * each folder's own and is no file of a version.
 */
final class ArtifactFiles {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
  private static final String SHA = "[0-9a-f]{64}";

  private ArtifactFiles() {}

  /**
   * Refuses a version that cannot be the name of a folder.
   *
   * @return the version
   */
  static String requireName(String version) {
    if (!version.matches(NAME)) {
      throw new BadArtifactException(
          "Version '%s' cannot be stored: a name has letters, digits, '.', '_' and '-', at most 128, and begins with a letter or digit."
              .formatted(version));
    }
    return version;
  }

  /** Refuses what could lead out of a folder, or names one file twice. */
  static void requireSound(String version, Artifact artifact) {
    requireName(version);
    if (artifact.getFiles().isEmpty()) {
      throw new BadArtifactException("Version " + version + " is announced without any file.");
    }
    Set<String> seen = new HashSet<>();
    for (ArtifactFile file : artifact.getFiles()) {
      String path = file.getPath();
      String flaw = flaw(file);
      // Some file systems do not tell case apart.
      if (flaw.isEmpty() && !seen.add(path.toLowerCase(Locale.ROOT))) flaw = "is named twice";
      if (!flaw.isEmpty()) {
        throw new BadArtifactException(
            "Version %s is announced with the file '%s', which %s."
                .formatted(version, printable(path), flaw));
      }
    }
  }

  private static String flaw(ArtifactFile file) {
    String path = file.getPath();
    for (String part : path.split("/", -1)) {
      if (!part.matches("[A-Za-z0-9._ +@=-]+") || part.matches("\\.+| +")) {
        return "is no relative path of plain names";
      }
    }
    if (path.equals(AtomicFolder.MANIFEST)) return "is the store's own";
    if (file.getBytes() < 0) return "has " + file.getBytes() + " bytes";
    return file.getSha256().matches(SHA) ? "" : "has no SHA-256 in lower-case hexadecimal";
  }

  private static String printable(String path) {
    return path.replaceAll("\\p{Cc}", "?");
  }

  /**
   * Every file of a folder, in the order of their names.
   *
   * @throws BadArtifactException if something there is no plain file, or has a name that {@link
   *     #requireSound} refuses
   */
  static Artifact list(String version, String uri, Path folder) throws IOException {
    List<ArtifactFile> files = new java.util.ArrayList<>();
    for (String name : names(folder)) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new BadArtifactException(
            "Version " + version + " has " + file + ", which is no plain file; remove it.");
      }
      files.add(new ArtifactFile(name, Files.size(file), Sha256.of(file)));
    }
    Artifact artifact = new Artifact(uri, files);
    requireSound(version, artifact);
    return artifact;
  }

  /** Relative names of what is in a folder and is neither a folder nor its manifest. */
  static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString().replace('\\', '/'))
          .filter(name -> !name.equals(AtomicFolder.MANIFEST))
          .forEach(names::add);
      return names;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Compares a folder with what was announced: these files, no others, each with its size and
   * SHA-256.
   */
  static void requireExactly(String version, Artifact artifact, Path folder) throws IOException {
    Set<String> there = names(folder);
    for (ArtifactFile file : artifact.getFiles()) {
      there.remove(file.getPath());
      requireSame(version, file, folder.resolve(file.getPath()));
    }
    if (!there.isEmpty()) {
      throw new BadArtifactException(
          "Version %s has file %s in %s, which was not announced."
              .formatted(version, there.iterator().next(), folder));
    }
  }

  /** Compares one file with what was announced. */
  static void requireSame(String version, ArtifactFile announced, Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw missing(version, announced.getPath(), file.toString());
    }
    requireSame(version, announced, Files.size(file), file.toString());
    String sha256 = Sha256.of(file);
    if (!sha256.equals(announced.getSha256())) {
      throw new BadArtifactException(
          "Version %s was announced with file %s of SHA-256 %s, and %s has %s: it was damaged or changed."
              .formatted(version, announced.getPath(), announced.getSha256(), file, sha256));
    }
  }

  static void requireSame(String version, ArtifactFile announced, long bytes, String where) {
    if (bytes != announced.getBytes()) {
      throw new BadArtifactException(
          "Version %s was announced with file %s of %d bytes, and %s has %d: it was damaged or changed."
              .formatted(version, announced.getPath(), announced.getBytes(), where, bytes));
    }
  }

  static BadArtifactException missing(String version, String file, String where) {
    return new BadArtifactException(
        "Version %s was announced with file %s, and there is no %s: it was deleted, or put to another store."
            .formatted(version, file, where));
  }

  /** What to say if a name is taken by other files. */
  static BadArtifactException taken(String version, String where) {
    return new BadArtifactException(
        "Version %s is in %s already with other files, and a version never changes: delete what lies there if nobody announced it."
            .formatted(version, where));
  }
}
