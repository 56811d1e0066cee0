package io.hone.app.records;

import java.util.Locale;

/** How a constant is spelt for people and other programs. */
public final class Spelling {
  private Spelling() {}

  /** As it stands, in lower case: {@code no_pair}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** With hyphens, as in settings and reasons: {@code no-pair}. */
  public static String hyphenated(Enum<?> constant) {
    return of(constant).replace('_', '-');
  }

  /** In words: {@code no pair}. */
  public static String spaced(Enum<?> constant) {
    return of(constant).replace('_', ' ');
  }
}
