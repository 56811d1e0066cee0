package io.hone.models.file;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of files, in lower-case hexadecimal. */
public final class Sha256 {
  private Sha256() {}

  /** Of a file's bytes, read from its beginning to its end. */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Of a model folder's weights: what says to which base an adapter belongs. One file of weights
   * has its own SHA-256; several have that of the lines {@code sha256 name}, in the order of their
   * names.
   *
   * @throws ModelException permanent if the folder has no safetensors files or cannot be read
   */
  public static String ofWeights(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      if (files.isEmpty()) {
        throw ModelException.permanent(
            "Folder " + folder + " holds no safetensors file; name a model folder.");
      }
      if (files.size() == 1) return of(files.getFirst());
      MessageDigest digest = digest();
      for (Path file : files) {
        String line = of(file) + " " + file.getFileName() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw ModelException.permanent("Folder " + folder + " cannot be read (" + e + ").", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
