package io.hone.streams.recipe.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The last line of a given form in a model's own words, e.g. {@code **Score:** 4.5/5}. It may have
 * a line to itself anywhere, or end the last line after a full stop.
 */
final class ClosingLine {
  private static final int LONGEST = 300;
  private static final String LEAD = "(?:[-•] ?)?(?:(?:my|the|final|total|overall) ){0,3}";
  private static final String TAIL =
      " ?[.!]?(?: [–—-] \\p{L}.*| ?\\((?! ?(?:out of|of|/))[^)]*\\))?";

  private final Pattern whole;
  private final Pattern inline;

  /**
   * @param label what the line begins with, as a regular expression
   * @param value what follows; its groups are what is found
   */
  ClosingLine(String label, String value) {
    this.whole = pattern("^" + LEAD + label + " ?(?:[:：=]|is\\b)? ?" + value + TAIL + "$");
    this.inline = pattern("(?<=[.!?;]) " + LEAD + label + " ?[:：=] ?" + value + TAIL + "$");
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /**
   * @param text what the model wrote
   * @param shown what it was shown
   */
  Optional<MatchResult> last(String text, Shown shown) {
    OwnLines own = OwnLines.of(text, shown);
    List<String> lines = own.lines();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      Optional<MatchResult> found = match(whole, line);
      if (found.isPresent() && !own.repeated(i)) return found;
      if (i == lines.size() - 1) {
        found =
            match(inline, line)
                .filter(at -> !quoted(line, at) && !shown.contains(inContext(line, at)));
        if (found.isPresent()) return found;
      }
    }
    return Optional.empty();
  }

  /** The text without any line of this form, and without any that ends another line. */
  String without(String text) {
    return text.lines()
        .filter(line -> match(whole, OwnLines.plain(line)).isEmpty())
        .map(this::withoutEnding)
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private String withoutEnding(String line) {
    String plain = OwnLines.plain(line);
    return match(inline, plain).map(at -> before(plain, at)).orElse(line);
  }

  private Optional<MatchResult> match(Pattern pattern, String line) {
    boolean tooLong = line.length() > LONGEST;
    if (tooLong && pattern == whole) return Optional.empty();
    Matcher matcher = pattern.matcher(tooLong ? line.substring(line.length() - LONGEST) : line);
    return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }

  /** What is found ends the line. */
  private static String before(String line, MatchResult at) {
    return line.substring(0, line.length() - at.group().length());
  }

  /** What is found with the sentence before it, which a chance repetition would not have. */
  private static String inContext(String line, MatchResult at) {
    String before = before(line, at);
    int start = Math.max(0, before.length() - 1);
    while (start > 0 && ".!?;:\"“".indexOf(before.charAt(start - 1)) < 0) start--;
    return line.substring(start).strip();
  }

  private static boolean quoted(String line, MatchResult at) {
    String before = before(line, at);
    boolean open = before.chars().filter(c -> c == '"').count() % 2 == 1;
    return open || before.lastIndexOf('“') > before.lastIndexOf('”');
  }
}
