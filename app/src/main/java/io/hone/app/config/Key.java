package io.hone.app.config;

import java.util.Locale;

/**
 * Something that can be configured.
 *
 * @param name in lower case, its group in front, e.g. {@code worker.slots}
 * @param kind what its value may be
 * @param otherwise its value if nobody gives one; empty: none
 * @param purpose one or two sentences for people
 */
public record Key<T>(String name, Kind<T> kind, String otherwise, String purpose) {

  /** The environment variable that sets it, e.g. {@code HONE_WORKER_SLOTS}. */
  public String variable() {
    return "HONE_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
  }

  /**
   * @throws ConfigException if the text is no such value
   */
  T read(String text, String origin) {
    try {
      return kind.reading().apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s is '%s' (%s): give %s".formatted(name, text, origin, kind.name()), e);
    }
  }
}
