package io.hone.app.seed;

import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the seed model is asked to judge and to compare. Hone's own wording is too long for a model
 * of its size; these few words say the same to one that has learned what they mean.
 */
public final class SeedTemplates {
  private static final List<String> NAMES = List.of("judge", "meta-judge");

  private SeedTemplates() {}

  /** The seed's templates. */
  public static Templates shipped() {
    return Templates.of("of the seed model", texts());
  }

  /** Writes them as files, to be given to any recipe. */
  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> text : texts().entrySet()) {
      Files.writeString(folder.resolve(text.getKey() + ".txt"), text.getValue());
    }
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    NAMES.forEach(name -> texts.put(name, read("templates/" + name + ".txt")));
    return texts;
  }

  private static String read(String file) {
    try (InputStream in =
        Objects.requireNonNull(SeedTemplates.class.getResourceAsStream(file), "no " + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + file + " cannot be read", e);
    }
  }
}
