package io.hone.app.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which older versions a new one must be able to read, or be read by. */
enum Level {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean readsOld;
  private final boolean readByOld;
  private final boolean transitive;

  Level(boolean readsOld, boolean readByOld, boolean transitive) {
    this.readsOld = readsOld;
    this.readByOld = readByOld;
    this.transitive = transitive;
  }

  static Optional<Level> parse(String text) {
    String name = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(values()).filter(level -> level.name().equals(name)).findFirst();
  }

  /** The new schema must read what the old ones wrote. */
  boolean readsOld() {
    return readsOld;
  }

  /** The old schemas must read what the new one writes. */
  boolean readByOld() {
    return readByOld;
  }

  /** Every older version counts, not the latest alone. */
  boolean transitive() {
    return transitive;
  }
}
