package io.hone.streams.recipe.rewarding;

import java.util.List;

/**
 * A setting that changes from one round of training to the next; after its last value it stays.
 *
 * @param values from iteration 0 on; at least one
 */
public record PerIteration<T>(List<T> values) {
  public PerIteration {
    values = List.copyOf(values);
    if (values.isEmpty()) throw new IllegalArgumentException("a setting needs a value");
  }

  /** These values, from iteration 0 on. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is copied and goes nowhere else
  public static <T> PerIteration<T> of(T... values) {
    return new PerIteration<>(List.of(values));
  }

  public T at(int iteration) {
    return values.get(Math.min(iteration, values.size() - 1));
  }
}
