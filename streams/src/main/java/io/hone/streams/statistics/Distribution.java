package io.hone.streams.statistics;

import io.hone.event.Moments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A distribution as sums and a histogram. Two of them add up exactly, whatever their bounds. Not
 * for two threads.
 */
public final class Distribution {
  private long count;
  private double sum;
  private double sumOfSquares;
  private double min;
  private double max;

  /** Values by the upper bound of their bucket, with the bound below each bucket that has any. */
  private final NavigableMap<Double, Long> buckets = new TreeMap<>();

  void add(double value, Scale scale) {
    min = count == 0 ? value : Math.min(min, value);
    max = count == 0 ? value : Math.max(max, value);
    count++;
    sum += value;
    sumOfSquares += value * value;
    double lower = scale.lower(value);
    if (lower > Double.NEGATIVE_INFINITY) buckets.putIfAbsent(lower, 0L);
    buckets.merge(scale.upper(value), 1L, Long::sum);
  }

  void add(Distribution other) {
    if (other.count == 0) return;
    min = count == 0 ? other.min : Math.min(min, other.min);
    max = count == 0 ? other.max : Math.max(max, other.max);
    count += other.count;
    sum += other.sum;
    sumOfSquares += other.sumOfSquares;
    other.buckets.forEach((bound, more) -> buckets.merge(bound, more, Long::sum));
  }

  public long count() {
    return count;
  }

  public double sum() {
    return sum;
  }

  /** Not a number if there is no value. */
  public double mean() {
    return sum / count;
  }

  /** Of the values as a whole population; not a number if there is none. */
  public double variance() {
    return Math.max(0, sumOfSquares / count - mean() * mean());
  }

  /** 0 if there is no value, as is {@link #max()}. */
  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  /** How many values fell into each bucket, by its upper bound; infinity is the last bucket's. */
  public NavigableMap<Double, Long> buckets() {
    return new TreeMap<>(buckets);
  }

  /**
   * The value below which a share of the values lies, within the bounds of its bucket: values are
   * taken as spread evenly there. Not a number if there is no value.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    if (count == 0) return Double.NaN;
    double rank = share * count;
    long below = 0;
    double lower = min;
    for (Map.Entry<Double, Long> bucket : buckets.entrySet()) {
      double upper = Math.min(bucket.getKey(), max);
      long inside = bucket.getValue();
      if (inside > 0 && below + inside >= rank) {
        double from = Math.max(lower, min);
        return from + Math.max(0, upper - from) * Math.max(0, rank - below) / inside;
      }
      below += inside;
      lower = upper;
    }
    return max;
  }

  Moments contract() {
    List<Double> bounds = new ArrayList<>();
    List<Long> values = new ArrayList<>();
    buckets.forEach(
        (bound, inside) -> {
          if (bound < Double.POSITIVE_INFINITY) {
            bounds.add(bound);
            values.add(inside);
          }
        });
    values.add(buckets.getOrDefault(Double.POSITIVE_INFINITY, 0L));
    return new Moments(count, sum, sumOfSquares, min, max, bounds, values);
  }

  static Distribution of(Moments moments) {
    Distribution made = new Distribution();
    made.count = moments.getCount();
    made.sum = moments.getSum();
    made.sumOfSquares = moments.getSumOfSquares();
    made.min = moments.getMin();
    made.max = moments.getMax();
    List<Double> bounds = moments.getBounds();
    List<Long> values = moments.getBuckets();
    for (int i = 0; i < values.size(); i++) {
      if (i < bounds.size()) made.buckets.put(bounds.get(i), values.get(i));
      else if (values.get(i) > 0) made.buckets.put(Double.POSITIVE_INFINITY, values.get(i));
    }
    return made;
  }
}
