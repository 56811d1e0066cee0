package io.hone.bench;

import java.util.function.ToDoubleFunction;

/** The middle of several measurements, which one disturbed round does not move. */
public final class Median {
  private Median() {}

  public static <T> double of(Iterable<T> rounds, ToDoubleFunction<T> figure) {
    double[] sorted =
        java.util.stream.StreamSupport.stream(rounds.spliterator(), false)
            .mapToDouble(figure)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("There is no median of nothing.");
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
