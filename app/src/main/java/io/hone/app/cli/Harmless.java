package io.hone.app.cli;

import java.util.regex.Pattern;

/**
 * Text that models, users or strangers wrote, for a terminal: what would move the cursor, colour
 * the screen, turn the direction of writing or hide is shown by its number instead.
 */
final class Harmless {
  private static final Pattern NOT_SHOWN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\u2028\\u2029]");
  private static final Pattern NOT_SHOWN_BUT_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\u2028\\u2029&&[^\\n\\t]]");

  private Harmless() {}

  /** One line; line breaks are shown by their numbers, too. */
  static String line(String text) {
    return shown(NOT_SHOWN, text);
  }

  /** Several lines; line breaks and tabs stay. */
  static String lines(String text) {
    return shown(NOT_SHOWN_BUT_LINES, text.replaceAll("\\r\\n?", "\n"));
  }

  private static String shown(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }
}
