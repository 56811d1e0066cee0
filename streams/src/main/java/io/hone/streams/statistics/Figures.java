package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Figures that add up, by name. Not for two threads. */
public final class Figures {
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final SortedMap<String, Double> sums = new TreeMap<>();
  private final SortedMap<String, Distribution> distributions = new TreeMap<>();

  /** Those of a record. */
  public static Figures of(WindowedStatistics record) {
    Figures made = new Figures();
    made.counts.putAll(record.getCounts());
    made.sums.putAll(record.getSums());
    record.getMoments().forEach((name, m) -> made.distributions.put(name, Distribution.of(m)));
    return made;
  }

  void count(String name, long more) {
    counts.merge(name, more, Long::sum);
  }

  void sum(String name, double more) {
    sums.merge(name, more, Double::sum);
  }

  void value(Measure measure, double value) {
    distributions
        .computeIfAbsent(measure.key(), key -> new Distribution())
        .add(value, measure.scale());
  }

  /** Adds another's. */
  public void add(Figures other) {
    other.counts.forEach(this::count);
    other.sums.forEach(this::sum);
    other.distributions.forEach(
        (name, more) -> distributions.computeIfAbsent(name, key -> new Distribution()).add(more));
  }

  /** A count; 0 if nothing was counted. */
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }

  /** Counts whose names begin so, by what follows. */
  public SortedMap<String, Long> counts(String prefix) {
    SortedMap<String, Long> found = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (name.startsWith(prefix)) found.put(name.substring(prefix.length()), count);
        });
    return found;
  }

  /** All counts by name; the caller's own. */
  public SortedMap<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** All sums by name; the caller's own. */
  public SortedMap<String, Double> sums() {
    return new TreeMap<>(sums);
  }

  /** All distributions by name; the caller's own. */
  public SortedMap<String, Distribution> distributions() {
    SortedMap<String, Distribution> copies = new TreeMap<>();
    distributions.forEach(
        (name, values) -> {
          Distribution copy = new Distribution();
          copy.add(values);
          copies.put(name, copy);
        });
    return copies;
  }

  /** A sum that need not be whole; 0 if there is none. */
  public double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /** A distribution; an empty one if there is none. */
  public Distribution distribution(Measure measure) {
    Distribution copy = new Distribution();
    Distribution found = distributions.get(measure.key());
    if (found != null) copy.add(found);
    return copy;
  }

  /** As a record of the topic. */
  WindowedStatistics contract(String run, Cell cell, long revision) {
    Map<String, Long> counted = new TreeMap<>(counts);
    counted.values().removeIf(count -> count == 0);
    Map<String, io.hone.event.Moments> moments = new TreeMap<>();
    distributions.forEach((name, values) -> moments.put(name, values.contract()));
    return WindowedStatistics.newBuilder()
        .setRun(run)
        .setStage(cell.stage())
        .setVersion(cell.version())
        .setWindowStart(java.time.Instant.ofEpochMilli(cell.start()))
        .setWindowEnd(java.time.Instant.ofEpochMilli(cell.end()))
        .setCounts(counted)
        .setSums(new TreeMap<>(sums))
        .setMoments(moments)
        .setRevision(revision)
        .build();
  }
}
