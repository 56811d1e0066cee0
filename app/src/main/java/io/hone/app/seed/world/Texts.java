package io.hone.app.seed.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every word that the world's texts are made of. */
public final class Texts {
  private static final int NUMBERS = 100;

  private Texts() {}

  /** Texts in which each word, number and sign of the world occurs, after a space. */
  public static List<String> all(World world, Asking asking) {
    List<String> texts = new ArrayList<>();
    for (Family family : Family.values()) {
      family
          .phrasings()
          .forEach(phrasing -> texts.add(String.format(Locale.ROOT, phrasing, "a, b", "c")));
    }
    texts.addAll(world.words().common());
    for (char letter = 'a'; letter <= 'z'; letter++) {
      texts.add(Character.toString(letter));
      texts.add(Character.toString(letter).toUpperCase(Locale.ROOT));
    }
    for (int number = 0; number < NUMBERS; number++) {
      texts.add(Integer.toString(number));
    }
    texts.add("x + - = .");
    texts.add(asking.judge("a", "b"));
    texts.add(
        asking.metaJudge("a", "b", "a b -\nScore: 0", "a b -\nScore: 5") + "\nWinner: Judgement A");
    return texts;
  }
}
