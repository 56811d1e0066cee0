package io.hone.models.text;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's string methods, where Java's differ. */
final class PythonText {
  private static final Pattern DIRECTIVE = Pattern.compile("%(.)", Pattern.DOTALL);
  private static final Map<String, String> DIRECTIVES =
      Map.ofEntries(
          Map.entry("d", "dd"),
          Map.entry("m", "MM"),
          Map.entry("Y", "yyyy"),
          Map.entry("y", "yy"),
          Map.entry("b", "MMM"),
          Map.entry("B", "MMMM"),
          Map.entry("a", "EEE"),
          Map.entry("A", "EEEE"),
          Map.entry("H", "HH"),
          Map.entry("I", "hh"),
          Map.entry("M", "mm"),
          Map.entry("S", "ss"),
          Map.entry("p", "a"),
          Map.entry("j", "DDD"),
          Map.entry("%", "'%'"));

  private PythonText() {}

  /** {@code str.strip}, {@code lstrip}, {@code rstrip}: of the characters given, or white space. */
  static String strip(String text, @Nullable String characters, boolean left, boolean right) {
    IntPredicate cut = characters == null ? PythonText::isSpace : c -> characters.indexOf(c) >= 0;
    int begin = 0;
    int end = text.length();
    while (left && begin < end && cut.test(text.codePointAt(begin))) {
      begin += Character.charCount(text.codePointAt(begin));
    }
    while (right && end > begin && cut.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(begin, end);
  }

  /** {@code str.isspace} of one character. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** {@code str.split}: by a text, or by runs of white space. */
  static List<Object> split(String text, @Nullable String separator, Object[] given) {
    int most = given.length > 1 && given[1] instanceof Number number ? number.intValue() : -1;
    List<Object> parts = new ArrayList<>();
    if (separator == null || separator.isEmpty()) {
      for (String word : strip(text, null, true, true).split("[\\s\\u0085\\p{Z}]+")) {
        if (!word.isEmpty()) {
          parts.add(word);
        }
      }
      return parts;
    }
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      if (parts.size() == most) {
        break;
      }
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** {@code str.capitalize}. */
  static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  /**
   * {@code datetime.strftime}, the directives that chat templates use.
   *
   * @throws IllegalArgumentException for any other
   */
  static String strftime(String format, ZonedDateTime time) {
    return DIRECTIVE
        .matcher(format)
        .replaceAll(
            found -> {
              String pattern = DIRECTIVES.get(found.group(1));
              if (pattern == null) {
                throw new IllegalArgumentException("strftime_now knows no " + found.group());
              }
              return Matcher.quoteReplacement(
                  time.format(DateTimeFormatter.ofPattern(pattern, Locale.US)));
            });
  }
}
