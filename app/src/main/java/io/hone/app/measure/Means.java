package io.hone.app.measure;

import io.hone.event.Measure;
import java.util.Arrays;
import java.util.Optional;

/** Means with the normal distribution's 95 % interval; one value has no interval. */
public final class Means {
  private Means() {}

  /** Of independent values; empty if there is none. */
  public static Optional<Measure> of(double[] values) {
    if (values.length == 0) return Optional.empty();
    double mean = Arrays.stream(values).average().orElseThrow();
    double[] deviations = Arrays.stream(values).map(value -> value - mean).toArray();
    return Optional.of(measure(mean, halfWidth(deviations), values.length));
  }

  /**
   * The ratio of two means of the same questions, by linearisation: the residuals {@code above - r
   * below} vary as the ratio does (Cochran, Sampling Techniques, 6.3).
   *
   * @param above as many as {@code below}
   * @return empty if there is none, or the mean below is 0
   */
  public static Optional<Measure> ratio(double[] above, double[] below) {
    double sum = Arrays.stream(below).sum();
    if (sum == 0) return Optional.empty();
    double ratio = Arrays.stream(above).sum() / sum;
    double[] residuals = new double[above.length];
    for (int i = 0; i < above.length; i++) {
      residuals[i] = above[i] - ratio * below[i];
    }
    return Optional.of(measure(ratio, halfWidth(residuals) / (sum / below.length), above.length));
  }

  private static Measure measure(double value, double halfWidth, int count) {
    return count == 1
        ? new Measure(value, null, null, 1L)
        : new Measure(value, value - halfWidth, value + halfWidth, (long) count);
  }

  /**
   * @param deviations that add up to 0
   */
  private static double halfWidth(double[] deviations) {
    int count = deviations.length;
    double squares = Arrays.stream(deviations).map(each -> each * each).sum();
    return Wilson.Z * Math.sqrt(squares / (count - 1.0) / count);
  }
}
