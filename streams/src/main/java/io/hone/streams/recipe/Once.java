package io.hone.streams.recipe;

import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A step that a recipe works out once for an episode, because no later fact can change it. The
 * episode keeps the result, and so does every episode that comes of it by more facts; a recipe
 * without any {@code Once} says the same, later.
 *
 * <p>Each instance is its own key: a part of a recipe has one for each of its steps.
 *
 * @param <T> what is worked out
 */
public final class Once<T> {
  private final Predicate<T> settled;

  private Once(Predicate<T> settled) {
    this.settled = settled;
  }

  /** Of what depends on nothing but facts that were there when it was first asked for. */
  public static <T> Once<T> step() {
    return new Once<>(result -> true);
  }

  /** Of a round, which is kept when it awaits nothing any more. */
  public static <F extends Finding> Once<Round<F>> round() {
    return new Once<>(round -> !round.awaits());
  }

  /**
   * What was worked out for this episode before, or else what {@code work} gives now.
   *
   * @param work from the same episode; pure
   */
  public T of(Episode episode, Supplier<T> work) {
    T known = episode.workedOut(this);
    if (known != null) return known;
    T result = work.get();
    if (settled.test(result)) episode.keep(this, result);
    return result;
  }
}
