package io.hone.app.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What lies where in a broker's folder.
 *
 * @param root the folder itself
 */
record BrokerFolder(Path root) {
  /** Kafka maps its indexes into memory, and a full disk under a mapping kills the JVM. */
  private static final long LEAST_FREE_BYTES = 128L << 20;

  /** Creates the folder and proves that it can be written. */
  static BrokerFolder prepare(Path root) {
    Path existing = root;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new BrokerException(
          "%s is not a folder: choose another with --data".formatted(existing));
    }
    BrokerFolder folder = new BrokerFolder(root);
    try {
      Files.createDirectories(folder.logs());
      Files.delete(Files.createTempFile(root, "writable", ".tmp"));
      folder.requireSpace();
    } catch (IOException e) {
      throw notWritable(root, e);
    }
    return folder;
  }

  static BrokerException notWritable(Path place, IOException e) {
    return new BrokerException(
        "folder %s cannot be written (%s): free space, change its owner or choose another with --data"
            .formatted(place, e.getClass().getSimpleName() + ": " + e.getMessage()),
        e);
  }

  Path data() {
    return root.resolve("data");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path logFile() {
    return logs().resolve("broker.log");
  }

  /** What the child JVM itself has to say: warnings and crashes. */
  Path errorFile() {
    return logs().resolve("broker.err");
  }

  Path lock() {
    return root.resolve("broker.lock");
  }

  /** Keeps the errors of past runs from growing: the latest megabyte or so, and those before it. */
  void rollErrors() throws IOException {
    if (Files.exists(errorFile()) && Files.size(errorFile()) > CappedStream.LIMIT) {
      Files.move(errorFile(), logs().resolve("broker.err.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Present from start to clean close; found at start it means that the last run was killed. */
  Path unclean() {
    return root.resolve("unclean");
  }

  boolean isUnclean() {
    return Files.exists(unclean());
  }

  void markUnclean() {
    try {
      Files.writeString(unclean(), "The broker runs, or was killed.\n");
    } catch (IOException e) {
      throw notWritable(root, e);
    }
  }

  void markClean() {
    try {
      Files.deleteIfExists(unclean());
    } catch (IOException e) {
      throw notWritable(root, e);
    }
  }

  /** True if the disk has less left than a broker needs; false if that cannot be told. */
  boolean isFull() {
    try {
      return Files.getFileStore(root).getUsableSpace() < LEAST_FREE_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  private void requireSpace() throws IOException {
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < LEAST_FREE_BYTES) {
      throw new BrokerException(
          "the disk of %s has %d MiB left and the broker needs %d: free some or choose another folder with --data"
              .formatted(root, free >> 20, LEAST_FREE_BYTES >> 20));
    }
  }
}
