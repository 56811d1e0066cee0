package io.hone.streams.recipe;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Facts counted by kind and status, e.g. {@code judgements.unparsable}. Nothing that came in is
 * missing here.
 *
 * @param counts by name, in order of the name; zeros are left out
 */
public record Tally(SortedMap<String, Long> counts) {
  public static final Tally EMPTY = new Tally(new TreeMap<>());

  public Tally {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  public Tally plus(String name, long count) {
    if (count == 0) return this;
    SortedMap<String, Long> more = new TreeMap<>(counts);
    more.merge(name, count, Long::sum);
    return new Tally(more);
  }

  public Tally plus(Tally other) {
    Tally sum = this;
    for (var entry : other.counts.entrySet()) sum = sum.plus(entry.getKey(), entry.getValue());
    return sum;
  }

  public long of(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
