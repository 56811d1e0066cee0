package io.hone.streams.recipe;

import java.util.List;

/**
 * How an episode ended.
 *
 * @param status paired, no pair, or dead
 * @param pairs in the order of the recipe's steps
 * @param reason why there is no pair; its word is empty when there is one
 * @param tally the facts counted
 */
public record Outcome(Status status, List<Pair> pairs, Reason reason, Tally tally) {
  private static final Reason NO_REASON = new Reason("", "", false);

  public Outcome {
    pairs = List.copyOf(pairs);
  }

  /** The names are those of the contract. */
  public enum Status {
    PAIRED,
    NO_PAIR,
    DEAD
  }

  /** At least one pair came of it. */
  public static Outcome paired(List<Pair> pairs, Tally tally) {
    if (pairs.isEmpty()) throw new IllegalArgumentException("paired, but without a pair");
    return new Outcome(Status.PAIRED, pairs, NO_REASON, tally);
  }

  /** Nothing came of it. */
  public static Outcome without(Reason reason, Tally tally) {
    Status status = reason.failure() ? Status.DEAD : Status.NO_PAIR;
    return new Outcome(status, List.of(), reason, tally);
  }
}
