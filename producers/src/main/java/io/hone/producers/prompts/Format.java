package io.hone.producers.prompts;

import java.util.Locale;
import java.util.Optional;

/** How a file holds its records. */
public enum Format {
  /** One JSON object a line. */
  JSONL,
  /** One prompt a line. */
  TEXT,
  /** RFC 4180, with the names of the columns in the first row. */
  CSV;

  /**
   * The format that a file's name tells, whether compressed or not; empty if it tells none.
   *
   * @param name of the file, e.g. {@code questions.jsonl.gz}
   */
  public static Optional<Format> ofName(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
      case "jsonl", "ndjson", "json" -> Optional.of(JSONL);
      case "txt", "text" -> Optional.of(TEXT);
      case "csv" -> Optional.of(CSV);
      default -> Optional.empty();
    };
  }
}
