package io.hone.models.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files of a model folder that fit into memory, whatever lies there under their names. */
public final class BoundedFile {
  private BoundedFile() {}

  /**
   * Reads a file whole.
   *
   * @param most bytes it may have
   * @throws IOException if it is missing, is no plain file (a folder, a pipe, a device), or is
   *     larger
   */
  public static byte[] read(Path file, int most) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it is no plain file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most);
      if (bytes.length == most && in.read() >= 0) {
        throw new IOException("it has more than " + most + " bytes");
      }
      return bytes;
    }
  }
}
