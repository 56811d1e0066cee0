package io.hone.streams.recipe.rewarding;

/**
 * Asking in portions, and no more than can matter.
 *
 * @param on whether to
 * @param confidence 1: stop only when nothing can change any more; below: when the order is settled
 *     at this confidence
 * @param first how many judgements of each response are asked in the beginning
 * @param step how many more are asked at a time of a response that is not settled
 * @param rivals with how many judgements on each side, in a ring of all, a judgement is compared in
 *     the beginning
 */
public record Adaptive(boolean on, double confidence, int first, int step, int rivals) {
  /** The full method; switched on, it stops at a confidence of 0.95. */
  public static final Adaptive OFF = new Adaptive(false, 0.95, 3, 2, 2);

  public Adaptive {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "adaptive confidence is " + confidence + "; it may be above 0 and at most 1 (certain)");
    }
    if (first < 1 || step < 1 || rivals < 1) {
      throw new IllegalArgumentException(
          "adaptive first, step and rivals are %d, %d and %d; each may be 1 or more"
              .formatted(first, step, rivals));
    }
  }

  /** Portions of a few at this confidence. */
  public static Adaptive at(double confidence) {
    return new Adaptive(true, confidence, 3, 2, 2);
  }
}
