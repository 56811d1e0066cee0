package io.hone.streams.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The upper bounds of a histogram's buckets, inclusive. */
enum Scale {
  /** Points from 0 to 5, by halves. */
  POINTS(IntStream.rangeClosed(0, 10).mapToDouble(half -> half / 2.0)),
  /** From 1 to 100,000 characters. */
  CHARACTERS(ladder(0, 5)),
  /** From 1 ms to 1,000 s. */
  MILLISECONDS(ladder(0, 6)),
  /** From 0.1 s to 100,000 s. */
  SECONDS(ladder(-1, 5));

  private final double[] bounds;

  Scale(DoubleStream bounds) {
    this.bounds = bounds.toArray();
  }

  /** Seven steps to a decade: a bound is at most 1.5 times the one below it. */
  private static DoubleStream ladder(int from, int to) {
    DoubleStream steps =
        IntStream.range(from, to)
            .boxed()
            .flatMapToDouble(
                decade ->
                    DoubleStream.of(1, 1.5, 2, 3, 4, 5, 7).map(s -> s * Math.pow(10, decade)));
    return DoubleStream.concat(steps, DoubleStream.of(Math.pow(10, to)));
  }

  /** The bound of the bucket that a value falls into; infinity above the last. */
  double upper(double value) {
    int place = place(value);
    return place == bounds.length ? Double.POSITIVE_INFINITY : bounds[place];
  }

  /** The bound below it; minus infinity below the first. */
  double lower(double value) {
    int place = place(value);
    return place == 0 ? Double.NEGATIVE_INFINITY : bounds[place - 1];
  }

  private int place(double value) {
    int found = Arrays.binarySearch(bounds, value);
    return found < 0 ? -found - 1 : found;
  }
}
