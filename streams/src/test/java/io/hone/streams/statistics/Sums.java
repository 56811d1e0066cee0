package io.hone.streams.statistics;

import io.hone.event.Moments;
import io.hone.event.WindowedStatistics;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures laid flat, so that they can be compared: {@code window|stage|version|name} to number. */
final class Sums {
  private Sums() {}

  /** Of records; a later one of a cell takes the place of an earlier one. */
  static SortedMap<String, Double> of(Iterable<WindowedStatistics> records) {
    SortedMap<String, Double> flat = new TreeMap<>();
    records.forEach(record -> put(flat, record));
    return flat;
  }

  private static void put(Map<String, Double> flat, WindowedStatistics record) {
    String cell = Cell.of(record).key() + "|";
    flat.keySet().removeIf(key -> key.startsWith(cell));
    record.getCounts().forEach((name, count) -> flat.put(cell + name, (double) count));
    record.getSums().forEach((name, sum) -> flat.put(cell + name, sum));
    record.getMoments().forEach((name, moments) -> put(flat, cell + name, moments));
  }

  private static void put(Map<String, Double> flat, String name, Moments moments) {
    flat.put(name + ".count", (double) moments.getCount());
    flat.put(name + ".sum", moments.getSum());
    flat.put(name + ".squares", moments.getSumOfSquares());
    flat.put(name + ".min", moments.getMin());
    flat.put(name + ".max", moments.getMax());
  }

  /**
   * Where two differ, and by what. What is missing is zero, and what was added and taken back again
   * may leave next to nothing.
   */
  static SortedMap<String, String> differences(
      Map<String, Double> some, Map<String, Double> others) {
    SortedMap<String, String> differences = new TreeMap<>();
    Set<String> names = new HashSet<>(some.keySet());
    names.addAll(others.keySet());
    for (String name : names) {
      double one = some.getOrDefault(name, 0.0);
      double other = others.getOrDefault(name, 0.0);
      boolean same = Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
      if (!same) differences.put(name, one + " and " + other);
    }
    return differences;
  }
}
