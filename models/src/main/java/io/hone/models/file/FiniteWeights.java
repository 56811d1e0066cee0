package io.hone.models.file;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Refuses weights that are not numbers: one NaN makes every answer noise, and nothing else tells.
 */
public final class FiniteWeights {
  private static final int AT_A_TIME = 1 << 16;

  private FiniteWeights() {}

  /**
   * Reads every element of a folder's safetensors files; those of other types than f32, f16 and
   * bf16 are no weights that we use.
   *
   * @throws ModelException permanent if one is NaN or infinite, naming file and tensor, or a file
   *     cannot be read
   */
  public static void require(Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    } catch (IOException e) {
      throw ModelException.permanent("Folder " + folder + " cannot be read (" + e + ").", e);
    }
    FloatBuffer part = FloatBuffer.allocate(AT_A_TIME);
    for (Path file : files) {
      try (Tensors tensors = SafetensorsReader.open(file)) {
        for (String name : tensors.names()) {
          if (tensors.dtype(name).widened() && !finite(tensors, name, part)) {
            throw ModelException.permanent(
                "%s holds a weight in %s that is NaN or infinite; its training went wrong, and it is of no use."
                    .formatted(file, name));
          }
        }
      }
    }
  }

  private static boolean finite(Tensors tensors, String name, FloatBuffer part) {
    long size = Arrays.stream(tensors.shape(name)).reduce(1, (a, b) -> a * b);
    for (long from = 0; from < size; from += AT_A_TIME) {
      tensors.copyTo(name, from, part.clear().limit((int) Math.min(AT_A_TIME, size - from)));
      part.flip();
      while (part.hasRemaining()) {
        if (!Float.isFinite(part.get())) return false;
      }
    }
    return true;
  }
}
