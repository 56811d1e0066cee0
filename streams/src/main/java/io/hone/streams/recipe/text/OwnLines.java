package io.hone.streams.recipe.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model says in its own words, line by line: without what it quotes (lines behind {@code >},
 * fenced blocks, copied markers) and without what it repeats from the texts it was shown.
 *
 * <p>A line counts as repeated when it and the line above it stand one after the other in a shown
 * text too. One line alone may be a coincidence: a judge that says {@code Score: 5} of a response
 * that says so as well.
 */
final class OwnLines {
  private static final String MARKUP = "*_`#$";
  private static final String CHANGED = MARKUP + "\\{}";

  private final List<String> lines;
  private final Shown shown;

  private OwnLines(List<String> lines, Shown shown) {
    this.lines = lines;
    this.shown = shown;
  }

  /**
   * @param text what a model wrote
   * @param shown what it was shown
   */
  static OwnLines of(String text, Shown shown) {
    List<String> own = new ArrayList<>();
    boolean fenced = false;
    for (String line : Enclosed.remove(text).lines().toList()) {
      String bare = line.strip();
      if (bare.startsWith("```") || bare.startsWith("~~~")) {
        fenced = !fenced;
      } else if (!fenced && !bare.startsWith(">") && !bare.isEmpty()) {
        own.add(plain(bare));
      }
    }
    return new OwnLines(own, shown);
  }

  /** Not blank, without markdown, in order. */
  List<String> lines() {
    return lines;
  }

  /** Whether the line at this index repeats what was shown. */
  boolean repeated(int index) {
    if (index == 0) return false;
    return shown.inOrder(lines.get(index - 1), lines.get(index));
  }

  /** Without emphasis, headings, code marks and TeX around a value. */
  static String plain(String line) {
    if (isPlain(line)) return line;
    StringBuilder plain = new StringBuilder(line.length());
    boolean gap = false;
    String bare = line.indexOf('\\') < 0 ? line : line.replace("\\boxed", "");
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (MARKUP.indexOf(c) >= 0) continue;
      if (c == '{' || c == '}' || Character.isWhitespace(c)) {
        gap = true;
      } else {
        if (gap && !plain.isEmpty()) plain.append(' ');
        gap = false;
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** Whether there is nothing to leave out: most lines are plain. */
  private static boolean isPlain(String line) {
    boolean space = true;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean letter = c > ' ' && c < 0x7f;
      if (!letter && (c != ' ' || space)) return false;
      if (letter && CHANGED.indexOf(c) >= 0) return false;
      space = !letter;
    }
    return !space;
  }
}
