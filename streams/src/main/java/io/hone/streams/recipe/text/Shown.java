package io.hone.streams.recipe.text;

import java.util.ArrayList;
import java.util.List;

/** What a model was shown, ready to be compared with what it wrote. */
public final class Shown {
  private final List<List<String>> texts;

  private Shown(List<List<String>> texts) {
    this.texts = texts;
  }

  /** These texts. */
  public static Shown of(String... texts) {
    List<List<String>> lines = new ArrayList<>();
    for (String text : texts) {
      lines.add(text.lines().map(OwnLines::plain).filter(line -> !line.isEmpty()).toList());
    }
    return new Shown(List.copyOf(lines));
  }

  /** These texts and those. */
  public Shown and(Shown more) {
    List<List<String>> all = new ArrayList<>(texts);
    all.addAll(more.texts);
    return new Shown(List.copyOf(all));
  }

  /** Whether these two lines stand one after the other in a text. */
  boolean inOrder(String above, String line) {
    return texts.stream().anyMatch(text -> inOrder(text, above, line));
  }

  /** Whether a line of a text contains these words. */
  boolean contains(String words) {
    return texts.stream().flatMap(List::stream).anyMatch(line -> line.contains(words));
  }

  private static boolean inOrder(List<String> text, String above, String line) {
    for (int i = 1; i < text.size(); i++) {
      if (text.get(i).equals(line) && text.get(i - 1).equals(above)) return true;
    }
    return false;
  }
}
