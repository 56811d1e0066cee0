package io.hone.streams.recipe;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a prompt so far, in no order.
 *
 * <p>A call has one fact. When a second, different one comes (a worker died between answer and
 * acknowledgement), the first recorded stands: later calls were built on it.
 *
 * <p>What is known never changes; what a recipe has worked out from it is kept beside it ({@link
 * Once}), for one thread.
 */
public final class Episode {
  private final Prompt prompt;
  private final int iteration;
  private final Cast cast;
  private final Map<String, Fact> facts;
  private final Map<Once<?>, Object> workedOut;

  private Episode(
      Prompt prompt,
      int iteration,
      Cast cast,
      Map<String, Fact> facts,
      Map<Once<?>, Object> workedOut) {
    this.prompt = prompt;
    this.iteration = iteration;
    this.cast = cast;
    this.facts = facts;
    this.workedOut = new HashMap<>(workedOut);
  }

  /**
   * An admitted prompt of which nothing is known yet.
   *
   * @param iteration the round of training that the episode feeds, from 0
   * @param cast the models and versions bound at admission
   */
  public static Episode open(Prompt prompt, int iteration, Cast cast) {
    if (iteration < 0) {
      throw new IllegalArgumentException("iteration is " + iteration + "; the first is 0");
    }
    return new Episode(prompt, iteration, cast, Map.of(), Map.of());
  }

  /** This episode with one more fact; itself if the call already has one. */
  public Episode with(Fact fact) {
    return with(List.of(fact));
  }

  /** This episode with more facts; of two for the same call the first stands. */
  public Episode with(Collection<Fact> more) {
    Map<String, Fact> all = LinkedHashMap.newLinkedHashMap(facts.size() + more.size());
    all.putAll(facts);
    more.forEach(fact -> all.putIfAbsent(fact.callId(), fact));
    return all.size() == facts.size() ? this : new Episode(prompt, iteration, cast, all, workedOut);
  }

  @SuppressWarnings("unchecked") // kept under a key of its type
  <T> @Nullable T workedOut(Once<T> step) {
    return (T) workedOut.get(step);
  }

  <T> void keep(Once<T> step, T result) {
    workedOut.put(step, result);
  }

  public Prompt prompt() {
    return prompt;
  }

  public int iteration() {
    return iteration;
  }

  public Cast cast() {
    return cast;
  }

  /** What became of a call; empty while nothing is known. */
  public Optional<Fact> fact(Call call) {
    return Optional.ofNullable(facts.get(call.id()));
  }

  /** Every fact, in no meaningful order, also those that the recipe did not ask for. */
  public Collection<Fact> facts() {
    return List.copyOf(facts.values());
  }
}
