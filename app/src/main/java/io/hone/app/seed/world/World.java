package io.hone.app.seed.world;

import java.util.List;
import java.util.Random;

/**
 * Draws questions.
 *
 * @param families which are drawn from, each as often as the others
 */
public record World(Words words, List<Family> families) {
  public World {
    families = List.copyOf(families);
  }

  /** All families, with the words that come with Hone. */
  public static World shipped() {
    return new World(Words.shipped(), List.of(Family.values()));
  }

  /** A question of the split; the same generator gives the same questions. */
  public Question draw(Random random, Split split) {
    return families.get(random.nextInt(families.size())).ask(random, words, split);
  }
}
