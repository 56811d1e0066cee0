package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Shares of windows by their keys, until they are too old to change. */
final class WindowStore {
  /** Deleted together, so that the deleted ones are not read over at every look. */
  private static final long LOOK = Duration.ofHours(1).toMillis();

  private final KeyValueStore<String, WindowedStatistics> store;
  private long nextLook = 1;

  WindowStore(KeyValueStore<String, WindowedStatistics> store) {
    this.store = store;
  }

  /** The share with these figures added, under the next revision. */
  WindowedStatistics add(String key, String run, Cell cell, Figures more) {
    @Nullable WindowedStatistics before = store.get(key);
    Figures sum = before == null ? new Figures() : Figures.of(before);
    sum.add(more);
    WindowedStatistics after =
        sum.contract(run, cell, before == null ? 1 : before.getRevision() + 1);
    store.put(key, after);
    return after;
  }

  void put(String key, WindowedStatistics share) {
    store.put(key, share);
  }

  /** All shares of a cell. */
  List<WindowedStatistics> of(String cell) {
    List<WindowedStatistics> found = new ArrayList<>();
    String prefix = Shares.prefix(cell);
    try (KeyValueIterator<String, WindowedStatistics> shares =
        store.range(prefix, prefix + Character.MAX_VALUE)) {
      shares.forEachRemaining(each -> found.add(each.value));
    }
    return found;
  }

  /** Deletes what began before, now and then. */
  void forget(long horizon) {
    if (horizon < nextLook) return;
    nextLook = horizon + LOOK;
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, WindowedStatistics> all =
        store.range(null, Cell.since(horizon))) {
      all.forEachRemaining(each -> old.add(each.key));
    }
    old.forEach(store::delete);
  }
}
