package io.hone.streams.statistics;

import io.hone.event.Moments;
import io.hone.event.WindowedStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures laid flat, so that they can be compared: {@code window|stage|version|name} to number. */
final class Sums {
  private Sums() {}

  /** Of records; a later one of a cell takes the place of an earlier one. */
  static SortedMap<String, Double> of(Iterable<WindowedStatistics> records) {
    SortedMap<String, Double> flat = new TreeMap<>();
    records.forEach(record -> put(flat, record));
    return nonZero(flat);
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

  /** What is nothing, or next to nothing because it was taken back, is as if it had never been. */
  static SortedMap<String, Double> nonZero(Map<String, Double> flat) {
    SortedMap<String, Double> left = new TreeMap<>();
    flat.forEach(
        (name, value) -> {
          double rounded = Math.round(value * 1e6) / 1e6;
          if (rounded != 0) left.put(name, rounded);
        });
    return left;
  }
}
