package io.hone.app.seed;

import io.hone.app.seed.world.Split;
import io.hone.app.seed.world.World;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The prompts that come with the seed model: chores of its world, without their answers. */
public final class SeedPrompts {
  /** The name of the file, which tells its format. */
  public static final String NAME = "prompts.txt";

  static final int COUNT = 4_480;
  static final long SEED = 20_261_121;

  private SeedPrompts() {}

  /** One prompt a line; the caller closes it. */
  public static InputStream open() {
    return Objects.requireNonNull(SeedPrompts.class.getResourceAsStream(NAME), "no " + NAME);
  }

  /** What the file holds; none of it is ever asked in an examination. */
  static List<String> draw() {
    World world = World.shipped();
    Random random = new Random(SEED);
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < COUNT) drawn.add(world.draw(random, Split.TRAIN).text());
    return new ArrayList<>(drawn);
  }
}
