package io.hone.bench.loop;

import java.util.List;

/**
 * A mean over seeds with its 95 % interval by Student's t.
 *
 * @param low NaN with a single seed
 * @param high NaN with a single seed
 */
record Gain(double mean, double low, double high) {
  /** Quantiles .975 of Student's t for 1 to 9 degrees of freedom (any table of it). */
  private static final double[] T = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262
  };

  static final int MOST_SEEDS = T.length + 1;

  static Gain of(List<Double> values) {
    int n = values.size();
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    if (n < 2) return new Gain(mean, Double.NaN, Double.NaN);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double half = T[n - 2] * Math.sqrt(squares / (n - 1) / n);
    return new Gain(mean, mean - half, mean + half);
  }
}
