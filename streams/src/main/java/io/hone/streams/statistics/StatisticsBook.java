package io.hone.streams.statistics;

import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The topic of statistics as a reader has it: of each window the highest revision, whatever the
 * order in which records come. Safe for many threads; what it gives away is the caller's own.
 */
public final class StatisticsBook {
  private final NavigableMap<String, WindowedStatistics> windows = new TreeMap<>();

  /**
   * Which windows are meant.
   *
   * @param stage empty: every stage
   * @param version empty: every version
   * @param from windows that begin then or later
   * @param to windows that begin before
   */
  public record Selection(
      Optional<Stage> stage, Optional<String> version, Instant from, Instant to) {
    /** Every window. */
    public static final Selection ALL =
        new Selection(Optional.empty(), Optional.empty(), Instant.EPOCH, Instant.MAX);

    public Selection of(Stage which) {
      return new Selection(Optional.of(which), version, from, to);
    }

    public Selection of(String which) {
      return new Selection(stage, Optional.of(which), from, to);
    }

    public Selection between(Instant first, Instant end) {
      return new Selection(stage, version, first, end);
    }

    private boolean holds(WindowedStatistics window) {
      return stage.filter(s -> s != window.getStage()).isEmpty()
          && version.filter(v -> !v.equals(window.getVersion())).isEmpty()
          && !window.getWindowStart().isBefore(from);
    }
  }

  /**
   * {@code prompts = paired + noPair + dead + open}.
   *
   * @param noPair by reason, as is {@code dead}
   */
  public record Accounting(
      long prompts, long paired, SortedMap<String, Long> noPair, SortedMap<String, Long> dead) {

    /** Submitted and not ended: being played, or waiting to be. */
    public long open() {
      return prompts - paired - sum(noPair) - sum(dead);
    }

    private static long sum(SortedMap<String, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Takes a record of the topic.
   *
   * @return whether it is news
   */
  public synchronized boolean add(WindowedStatistics record) {
    String key = Cell.of(record).key();
    WindowedStatistics known = windows.get(key);
    if (known != null && known.getRevision() >= record.getRevision()) return false;
    windows.put(key, record);
    return true;
  }

  /** The figures of all selected windows, added up. */
  public Figures sum(Selection selection) {
    Figures sum = new Figures();
    selected(selection).forEach(window -> sum.add(Figures.of(window)));
    return sum;
  }

  /** The figures of the selected windows by their start, added up over stages and versions. */
  public SortedMap<Instant, Figures> byTime(Selection selection) {
    return by(selection, WindowedStatistics::getWindowStart);
  }

  /** The figures of the selected windows by their stage, added up over time and versions. */
  public SortedMap<Stage, Figures> byStage(Selection selection) {
    return by(selection, WindowedStatistics::getStage);
  }

  /**
   * The figures of the selected windows by their version, in the order of the names, added up over
   * time and stages; those that belong to none yet are under the empty name.
   */
  public SortedMap<String, Figures> byVersion(Selection selection) {
    return by(selection, WindowedStatistics::getVersion);
  }

  private <K> SortedMap<K, Figures> by(Selection selection, Function<WindowedStatistics, K> key) {
    SortedMap<K, Figures> found = new TreeMap<>();
    for (WindowedStatistics window : selected(selection)) {
      found.computeIfAbsent(key.apply(window), each -> new Figures()).add(Figures.of(window));
    }
    return found;
  }

  /** Every version that there are figures of, in the order of their names. */
  public SortedSet<String> versions() {
    SortedSet<String> versions = new TreeSet<>();
    selected(Selection.ALL).forEach(window -> versions.add(window.getVersion()));
    versions.remove(""); // of what belongs to none yet
    return versions;
  }

  /** The account of the whole run, as far as the windows reach back. */
  public Accounting accounting() {
    Figures whole = sum(Selection.ALL.of(Stage.UNKNOWN));
    return new Accounting(
        whole.count(Counts.PROMPTS),
        whole.count(Counts.PAIRED),
        whole.counts(Counts.NO_PAIR),
        whole.counts(Counts.DEAD));
  }

  /** How many windows it holds, of every stage and version. */
  public synchronized int size() {
    return windows.size();
  }

  private synchronized List<WindowedStatistics> selected(Selection selection) {
    List<WindowedStatistics> found = new ArrayList<>();
    String first = Cell.since(Math.max(0, selection.from().toEpochMilli()));
    for (WindowedStatistics window : windows.tailMap(first).values()) {
      if (!window.getWindowStart().isBefore(selection.to())) break;
      if (selection.holds(window)) found.add(window);
    }
    return found;
  }
}
