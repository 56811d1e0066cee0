package io.hone.consumers.export;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all: it is written as {@code NAME.tmp}, forced to the disk
 * and renamed. What a killed process leaves is that {@code .tmp}, which the next one overwrites.
 * One writer at a time for one name.
 */
public final class NewFile {
  private NewFile() {}

  /** Fills the file. */
  @FunctionalInterface
  public interface Filler {
    /** Writes to {@code path}, which does not exist, and closes it. */
    void fill(Path path) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param replace whether a file of that name may be replaced
   * @throws FileAlreadyExistsException if there is one and it may not
   * @throws IOException if it cannot be written; nothing is left of it then, and what stood there
   *     still does
   */
  public static void write(Path target, boolean replace, Filler filler) throws IOException {
    requireFree(target, replace);
    Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
    Files.deleteIfExists(unfinished);
    try {
      filler.fill(unfinished);
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      requireFree(target, replace);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void requireFree(Path target, boolean replace) throws IOException {
    if (Files.isDirectory(target) || (!replace && Files.exists(target))) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }
}
