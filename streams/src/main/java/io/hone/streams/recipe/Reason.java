package io.hone.streams.recipe;

/**
 * Why there is no pair.
 *
 * @param word stable, for counting, e.g. {@code all-scores-equal}
 * @param detail the same as one sentence for people
 * @param failure whether calls that failed are to blame: then the episode is dead, not fruitless
 */
public record Reason(String word, String detail, boolean failure) {
  /** The recipe was played, and there is nothing to learn. */
  public static Reason fruitless(String word, String detail) {
    return new Reason(word, detail, false);
  }

  /** The recipe could not be played, because calls failed. */
  public static Reason dead(String word, String detail) {
    return new Reason(word, detail, true);
  }
}
