package io.hone.app.seed.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How a family's operands are drawn.
 *
 * @param separator what stands between them in a question
 */
record Draw(String separator, Source source) {
  private static final int NUMBERS = 100;

  /** Draws one set of operands. */
  @FunctionalInterface
  interface Source {
    Operands draw(Random random, Words words);
  }

  Operands from(Random random, Words words) {
    return source.draw(random, words);
  }

  /** So many different common words. */
  static Draw words(int least, int most) {
    return new Draw(
        ", ",
        (random, words) ->
            Operands.of(distinct(between(random, least, most), () -> common(random, words))));
  }

  /** Three or four words, one of them longer than all others. */
  static Draw wordsOneLongest() {
    return new Draw(
        ", ",
        (random, words) -> {
          List<String> items;
          int longest;
          do {
            items = distinct(between(random, 3, 4), () -> common(random, words));
            longest = items.stream().mapToInt(String::length).max().orElseThrow();
          } while (countOfLength(items, longest) > 1);
          return Operands.of(items);
        });
  }

  private static long countOfLength(List<String> items, int length) {
    return items.stream().filter(item -> item.length() == length).count();
  }

  /** Five words of which only three are different. */
  static Draw repeated() {
    return new Draw(
        ", ",
        (random, words) -> {
          List<String> items = distinct(3, () -> common(random, words));
          items.add(items.get(random.nextInt(3)));
          items.add(items.get(random.nextInt(3)));
          Collections.shuffle(items, random);
          return Operands.of(items);
        });
  }

  /** So many different numbers from 0 to 99. */
  static Draw numbers(int least, int most) {
    return new Draw(
        ", ",
        (random, words) ->
            Operands.of(
                distinct(
                    between(random, least, most),
                    () -> Integer.toString(random.nextInt(NUMBERS)))));
  }

  /** A word letter by letter; the target is one of its letters, or sometimes another. */
  static Draw letters() {
    return new Draw(
        " ",
        (random, words) -> {
          String word = words.spelled().get(random.nextInt(words.spelled().size()));
          List<String> letters = List.of(word.split(""));
          String target =
              random.nextInt(4) == 0
                  ? Character.toString('a' + random.nextInt(26))
                  : letters.get(random.nextInt(letters.size()));
          return new Operands(letters, target);
        });
  }

  private static String common(Random random, Words words) {
    return words.common().get(random.nextInt(words.common().size()));
  }

  private static int between(Random random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private static List<String> distinct(int count, Supplier<String> draw) {
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < count) {
      drawn.add(draw.get());
    }
    return new ArrayList<>(drawn);
  }
}
