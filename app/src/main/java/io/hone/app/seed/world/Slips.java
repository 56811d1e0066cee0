package io.hone.app.seed.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Wrong answers that are nearly right, as a careless person or a small model gives them. */
final class Slips {
  private Slips() {}

  /** An answer that differs from the right one, mostly by one slip. */
  static List<String> wrong(Random random, Question question) {
    List<String> wrong;
    do {
      wrong = new ArrayList<>(question.answer());
      int slips = random.nextInt(4) == 0 ? 2 : 1;
      for (int i = 0; i < slips; i++) {
        slip(random, question, wrong);
      }
    } while (wrong.equals(question.answer()) || wrong.isEmpty());
    return wrong;
  }

  private static void slip(Random random, Question question, List<String> answer) {
    int at = random.nextInt(answer.size());
    int kind = random.nextInt(8);
    if (answer.size() > 1 && kind < 3) {
      Collections.swap(answer, at, at == 0 ? 1 : at - 1);
    } else if (answer.size() > 2 && kind == 3) {
      answer.remove(at);
    } else {
      answer.set(at, near(random, question, answer.get(at)));
    }
  }

  /** Another number, letter or word of the question, or a number or letter near by. */
  private static String near(Random random, Question question, String item) {
    List<String> others = question.operands().items();
    String other = others.get(random.nextInt(others.size()));
    boolean alike = Character.isDigit(other.charAt(0)) == Character.isDigit(item.charAt(0));
    if (Character.isDigit(item.charAt(0))) {
      boolean listed = alike && random.nextInt(4) > 0;
      return listed ? other : Integer.toString(nearby(random, Integer.parseInt(item)));
    }
    if (item.length() == 1) {
      boolean capital = Character.isUpperCase(item.charAt(0));
      return Character.toString((capital ? 'A' : 'a') + random.nextInt(26));
    }
    return other;
  }

  private static int nearby(Random random, int number) {
    int off = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(2));
    return Math.clamp((long) number + off, 0, 99);
  }
}
