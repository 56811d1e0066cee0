package io.hone.models.torch;

import java.nio.file.Path;

/**
 * Where and how torch computes.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param threads CPU threads inside one operation, for the whole process; 1 is best for hidden
 *     sizes up to about 512, where a second one costs more than it brings
 * @param cache where natives are unpacked once (432 MB); must be writable
 */
public record TorchSettings(String device, int threads, Path cache) {

  /** CPU, one thread, the cache where {@code hone} puts it. */
  public static TorchSettings defaults() {
    return new TorchSettings("cpu", 1, defaultCache());
  }

  /** {@code HONE_NATIVES}, which the launcher sets, else {@code ~/.hone/natives}. */
  public static Path defaultCache() {
    String chosen = System.getProperty("hone.natives", System.getenv("HONE_NATIVES"));
    return chosen == null || chosen.isBlank()
        ? Path.of(System.getProperty("user.home"), ".hone", "natives")
        : Path.of(chosen);
  }
}
