package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.rank.Elo;
import io.hone.streams.recipe.rank.Normal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which judgements are compared: every two; or, adaptively, each with a few rivals first, and then
 * only those that may still turn out to be the best or the worst among themselves.
 *
 * @param judgements how many there are
 */
record Duels(int judgements, Adaptive adaptive) {
  /** At a confidence of 1 nothing is left out: a rating's interval is never wholly certain. */
  private static final double CERTAIN = 1;

  /** Position weights add up to 1, so that a verdict, a whole observation, weighs about a half. */
  private static final double ERROR_OF_HALF_WEIGHTS = StrictMath.sqrt(0.5);

  /** Two judgements, by number, the lower first. */
  record Duel(int one, int other) {}

  /** What is compared first. */
  List<Duel> opening() {
    if (!adaptive.on() || adaptive.confidence() == CERTAIN) return among(i -> true);
    return all().stream().filter(duel -> around(duel) <= adaptive.rivals()).toList();
  }

  /** What is compared next; empty if the best and the worst are settled. */
  List<Duel> next(Elo elo, Set<Duel> asked) {
    double z = Normal.twoSided(adaptive.confidence()) * ERROR_OF_HALF_WEIGHTS;
    double best = rows().mapToDouble(i -> elo.rating(i) - z * elo.error(i)).max().orElseThrow();
    double worst = rows().mapToDouble(i -> elo.rating(i) + z * elo.error(i)).min().orElseThrow();
    List<Duel> next = new ArrayList<>(among(i -> elo.rating(i) + z * elo.error(i) >= best));
    next.addAll(among(i -> elo.rating(i) - z * elo.error(i) <= worst));
    return next.stream().filter(duel -> !asked.contains(duel)).distinct().toList();
  }

  private List<Duel> among(IntPredicate contender) {
    return all().stream()
        .filter(duel -> contender.test(duel.one()) && contender.test(duel.other()))
        .toList();
  }

  private List<Duel> all() {
    return rows()
        .boxed()
        .flatMap(m -> IntStream.range(m + 1, judgements).mapToObj(n -> new Duel(m, n)))
        .toList();
  }

  private IntStream rows() {
    return IntStream.range(0, judgements);
  }

  /** How far apart two are on a ring of all. */
  private int around(Duel duel) {
    int apart = duel.other() - duel.one();
    return Math.min(apart, judgements - apart);
  }
}
