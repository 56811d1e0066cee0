package io.hone.models.file;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Folders that are whole or not there: written under another name, forced to the disk with a
 * manifest of sizes and SHA-256, then renamed. One writer at a time for one target; a crash leaves
 * nothing but a folder {@code .NAME.unfinished}, which the next {@link #write} or {@link
 * #removeUnfinished} deletes. Give each version a name of its own: nothing is ever overwritten.
 */
public final class AtomicFolder {
  /** The manifest's name in each folder. */
  public static final String MANIFEST = "manifest.json";

  private static final String SUFFIX = ".unfinished";
  private static final ObjectMapper JSON = new ObjectMapper();

  private AtomicFolder() {}

  /** Writes a folder's files. */
  @FunctionalInterface
  public interface Filler {
    /** Puts files and folders, no links, into {@code folder}. */
    void fill(Path folder) throws IOException;
  }

  /**
   * Writes a folder that appears at once and whole.
   *
   * @throws IOException if {@code target} exists, the disk is full or cannot be written to; others
   *     are as they were, and nothing of the new folder is left, unless only its last step failed:
   *     then it is there, whole, and may be gone after a power failure
   */
  public static void write(Path target, Filler filler) throws IOException {
    write(target, filler, new Disk());
  }

  /** What is done to the disk, one method per operation that can fail. */
  static class Disk {
    void createDirectory(Path folder) throws IOException {
      Files.createDirectories(folder);
    }

    void writeNew(Path file, byte[] content) throws IOException {
      Files.write(file, content, StandardOpenOption.CREATE_NEW);
    }

    void force(Path path) throws IOException {
      forceOne(path);
    }

    void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(Path path) throws IOException {
      Files.deleteIfExists(path);
    }
  }

  static void write(Path target, Filler filler, Disk disk) throws IOException {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException("A folder needs a parent folder, and " + target + " has none.");
    }
    Path unfinished = parent.resolve("." + absolute.getFileName() + SUFFIX);
    disk.createDirectory(parent);
    delete(unfinished, disk);
    try {
      disk.createDirectory(unfinished);
      filler.fill(unfinished);
      disk.writeNew(unfinished.resolve(MANIFEST), manifest(unfinished));
      for (Path path : deepestFirst(unfinished)) {
        disk.force(path);
      }
      disk.rename(unfinished, absolute);
      disk.force(parent);
    } catch (IOException | RuntimeException e) {
      try {
        delete(unfinished, disk);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Deletes what crashed writers left beside each other in {@code parent}. */
  public static void removeUnfinished(Path parent) throws IOException {
    if (Files.isDirectory(parent)) {
      try (Stream<Path> children = Files.list(parent)) {
        for (Path child : children.toList()) {
          String name = child.getFileName().toString();
          if (name.startsWith(".") && name.endsWith(SUFFIX)) {
            delete(child);
          }
        }
      }
    }
  }

  /**
   * Deletes a folder and all in it; if it is not there, nothing happens. Manifests go first, so
   * that what is half deleted is never taken for whole. Links are deleted, not followed.
   */
  public static void delete(Path folder) throws IOException {
    delete(folder, new Disk());
  }

  /**
   * Compares a folder with its manifest.
   *
   * @throws ModelException permanent if the manifest is missing or wrong, or a file is missing,
   *     surplus or altered; the message names it
   */
  public static void verify(Path folder) {
    if (!Files.isRegularFile(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
      throw refused(folder, "has no " + MANIFEST);
    }
    JsonFields files = JsonFields.read(folder.resolve(MANIFEST)).object("files");
    try {
      Set<String> found = new TreeSet<>(names(folder));
      for (String name : files.names()) {
        if (!found.remove(name)) {
          throw refused(folder, "lacks file " + name + ", which its manifest lists");
        }
        JsonFields file = files.object(name);
        long size = file.longInteger("size");
        if (Files.size(folder.resolve(name)) != size) {
          throw refused(
              folder,
              String.format(
                  Locale.ROOT,
                  "has file %s of %d bytes for %d in its manifest",
                  name,
                  Files.size(folder.resolve(name)),
                  size));
        }
        if (!Sha256.of(folder.resolve(name)).equals(file.text("sha256"))) {
          throw refused(folder, "has file " + name + " with another SHA-256 than its manifest");
        }
      }
      if (!found.isEmpty()) {
        throw refused(
            folder, "has file " + found.iterator().next() + ", which its manifest does not list");
      }
    } catch (IOException e) {
      throw ModelException.permanent("Folder " + folder + " cannot be read (" + e + ").", e);
    }
  }

  private static ModelException refused(Path folder, String what) {
    return ModelException.permanent(
        "Folder " + folder + " " + what + "; it is damaged: use an earlier one.");
  }

  /** Relative names of all files but the manifest, with slashes. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> folder.relativize(path).toString().replace('\\', '/'))
          .filter(name -> !name.equals(MANIFEST))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static byte[] manifest(Path folder) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode files = root.put("format", 1).putObject("files");
    for (String name : names(folder)) {
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(file + " is no plain file.");
      }
      files.putObject(name).put("size", Files.size(file)).put("sha256", Sha256.of(file));
    }
    return JSON.writer(new DefaultPrettyPrinter()).writeValueAsBytes(root);
  }

  /** A folder and all in it, what is inside before what it is in. */
  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void forceOne(Path path) throws IOException {
    boolean folder = Files.isDirectory(path);
    if (folder && System.getProperty("os.name", "").startsWith("Windows")) {
      return; // folders cannot be opened there; NTFS journals renames
    }
    try (FileChannel channel =
        FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void delete(Path folder, Disk disk) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> paths = new ArrayList<>(deepestFirst(folder));
    paths.sort(Comparator.comparing(path -> !isManifest(path)));
    for (Path path : paths) {
      disk.delete(path);
    }
  }

  private static boolean isManifest(Path path) {
    return path.endsWith(MANIFEST) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
