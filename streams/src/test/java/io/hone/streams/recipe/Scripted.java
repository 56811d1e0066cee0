package io.hone.streams.recipe;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A model by script: what it answers follows from its seed and the call's id alone. With garbage,
 * it repeats itself, leaves out scores, fails.
 */
public final class Scripted implements Function<Call, Fact> {
  private final long seed;
  private final double garbage;

  /**
   * @param garbage how often an answer is of no use, from 0 to 1
   */
  public Scripted(long seed, double garbage) {
    this.seed = seed;
    this.garbage = garbage;
  }

  @Override
  public Fact apply(Call call) {
    Random random = new Random(seed * 31 + call.id().hashCode());
    if (random.nextDouble() < garbage / 2) return failed(call, "timeout");
    return answered(call, text(call, random));
  }

  public static Fact answered(Call call, String text) {
    return new Fact(
        call.id(),
        call.question().model(),
        new Fact.Answer(List.of(Sample.of(text))),
        new Fact.Cost(10, 5, 0),
        Instant.ofEpochSecond(Math.floorMod(call.id().hashCode(), 1_000_000)));
  }

  public static Fact failed(Call call, String kind) {
    return new Fact(
        call.id(),
        call.question().model(),
        new Fact.Failure(kind, "scripted"),
        Fact.Cost.NONE,
        Instant.EPOCH);
  }

  private String text(Call call, Random random) {
    boolean useless = random.nextDouble() < garbage;
    return switch (call.question().stage()) {
      case ACTOR -> useless ? "the same" : response(random);
      case JUDGE -> useless ? "I cannot say." : judgement(call, random);
      case META_JUDGE -> useless ? "Both are fine." : verdict(call, random);
      default -> "text " + random.nextInt(1000);
    };
  }

  private static String response(Random random) {
    return "word ".repeat(1 + random.nextInt(40)) + random.nextInt(1000);
  }

  /** A response has a merit of its own, around which its judges scatter. */
  private static String judgement(Call call, Random random) {
    double merit = Math.floorMod(call.question().subjects().getFirst().hashCode(), 50) / 10.0;
    double points = Math.clamp(merit + random.nextGaussian() * 0.7, 0, 5);
    return "Because " + random.nextInt(10_000) + ".\nScore: " + Math.round(points * 2) / 2.0;
  }

  private static String verdict(Call call, Random random) {
    int a = Math.floorMod(call.question().subjects().getFirst().hashCode(), 100);
    int b = Math.floorMod(call.question().subjects().getLast().hashCode(), 100);
    boolean first = a + random.nextGaussian() * 30 + 10 > b;
    return "Compared.\nWinner: Judgement " + (first ? "A" : "B");
  }
}
