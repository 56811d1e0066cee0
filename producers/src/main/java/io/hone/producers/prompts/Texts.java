package io.hone.producers.prompts;

import java.util.OptionalInt;

/** What text may be, so that it is the same text wherever it arrives. */
final class Texts {
  private Texts() {}

  /**
   * The text itself.
   *
   * @throws UnfitException if it holds a NUL or half a surrogate pair, which UTF-8 cannot write
   */
  static String sound(String text) {
    OptionalInt bad = text.codePoints().filter(c -> c == 0 || isHalf(c)).findFirst();
    if (bad.isEmpty()) return text;
    throw new UnfitException(
        bad.getAsInt() == 0
            ? "holds the character U+0000: it is no text"
            : "holds half a character (U+%04X without its other half): write it whole"
                .formatted(bad.getAsInt()));
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
