package io.hone.app.seed;

import io.hone.models.ModelException;
import io.hone.models.file.AtomicFolder;
import io.hone.streams.recipe.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The seed model that comes with Hone: the README beside it says how it was made. */
public final class ShippedSeed {
  private static final String WEIGHTS = "model.safetensors";
  private static final List<String> FILES =
      List.of(WEIGHTS, "config.json", "tokenizer.json", "tokenizer_config.json");

  private ShippedSeed() {}

  /**
   * The folder of the seed model, unpacked if it is not there yet.
   *
   * @param data where it lies, under a name that says which weights these are
   * @throws IOException if the disk is full or cannot be written to
   * @throws ModelException permanent if what lies there was altered
   */
  public static Path unpack(Path data) throws IOException {
    Path folder = data.resolve("seed-" + Hash.sha256(read(WEIGHTS)).substring(0, 12));
    if (!Files.exists(folder)) {
      try {
        AtomicFolder.write(folder, ShippedSeed::copy);
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker; its folder is verified below.
      }
    }
    AtomicFolder.verify(folder);
    return folder;
  }

  private static void copy(Path folder) throws IOException {
    for (String file : FILES) {
      Files.write(folder.resolve(file), read(file));
    }
    SeedTemplates.write(folder.resolve("templates"));
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ShippedSeed.class.getResourceAsStream("model/" + file), "no seed's " + file)) {
      return in.readAllBytes();
    }
  }
}
