package io.hone.streams.recipe;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SHA-256 over a recipe's name, settings and templates. Settings are records of numbers, texts,
 * lists and records, so that what they print is canonical: every component by its name, in order.
 */
public final class ConfigHash {
  private ConfigHash() {}

  /**
   * @param settings a record
   * @param templateHashes in the order in which the recipe uses them
   */
  public static String of(String recipe, Record settings, String... templateHashes) {
    String canonical = recipe + "\n" + settings + "\n" + List.of(templateHashes);
    return Hash.sha256(canonical.getBytes(StandardCharsets.UTF_8));
  }
}
