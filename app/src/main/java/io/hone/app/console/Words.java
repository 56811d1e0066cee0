package io.hone.app.console;

/** How texts are shortened and searched in what the console shows. */
final class Words {
  private Words() {}

  /** At most so many characters from the beginning, never half a code point. */
  static String beginning(String text, int most) {
    if (text.length() <= most) return text;
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end);
  }

  /**
   * Whether one text holds another, in whatever case.
   *
   * @param wanted not empty
   */
  static boolean holds(String text, String wanted) {
    if (text.length() < wanted.length()) return false;
    char first = wanted.charAt(0);
    char upper = Character.toUpperCase(first);
    char lower = Character.toLowerCase(first);
    return holds(text, lower, wanted) || (upper != lower && holds(text, upper, wanted));
  }

  /** The JVM looks for one character many at a time. */
  private static boolean holds(String text, char first, String wanted) {
    int end = text.length() - wanted.length() + 1;
    int at = text.indexOf(first, 0, end);
    while (at >= 0) {
      if (text.regionMatches(true, at, wanted, 0, wanted.length())) return true;
      at = text.indexOf(first, at + 1, end);
    }
    return false;
  }
}
