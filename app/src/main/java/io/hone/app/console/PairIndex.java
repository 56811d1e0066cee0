package io.hone.app.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The newest pairs of a run, each once. Not for two threads. */
final class PairIndex {
  private final int most;
  private final NavigableMap<PairRow.Age, PairRow> rows = new TreeMap<>();
  private final Map<String, PairRow> byId = new HashMap<>();
  private final Map<String, PairRow[]> byPrompt = new HashMap<>();
  private final Map<String, Long> kinds = new TreeMap<>();
  private long next;
  private long dropped;

  /**
   * @param most so many are held; the oldest go first
   */
  PairIndex(int most) {
    this.most = most;
  }

  /** Takes a pair unless it is known. */
  void add(String pairId, LongFunction<PairRow> made) {
    if (byId.containsKey(pairId)) return;
    PairRow row = made.apply(next++);
    rows.put(row.age(), row);
    byId.put(pairId, row);
    byPrompt.merge(row.promptId(), new PairRow[] {row}, PairIndex::both);
    kinds.merge(row.kind(), 1L, Long::sum);
    if (rows.size() > most) drop(rows.firstEntry().getValue());
  }

  private static PairRow[] both(PairRow[] some, PairRow[] more) {
    PairRow[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private void drop(PairRow row) {
    rows.remove(row.age());
    byId.remove(row.pairId());
    byPrompt.computeIfPresent(
        row.promptId(),
        (id, some) -> {
          PairRow[] left =
              Arrays.stream(some).filter(each -> !each.equals(row)).toArray(PairRow[]::new);
          return left.length == 0 ? null : left;
        });
    dropped++;
  }

  Optional<PairRow> find(String pairId) {
    return Optional.ofNullable(byId.get(pairId));
  }

  /** Those of one prompt, in the order in which they were read. */
  List<PairRow> of(String promptId) {
    return List.of(byPrompt.getOrDefault(promptId, new PairRow[0]));
  }

  /** The one that was made after it. */
  Optional<PairRow> newer(PairRow row) {
    return row(rows.higherEntry(row.age()));
  }

  /** The one that was made before it. */
  Optional<PairRow> older(PairRow row) {
    return row(rows.lowerEntry(row.age()));
  }

  /** The one that was made last. */
  Optional<PairRow> newest() {
    return row(rows.lastEntry());
  }

  private static Optional<PairRow> row(Map.@Nullable Entry<PairRow.Age, PairRow> entry) {
    return Optional.ofNullable(entry).map(Map.Entry::getValue);
  }

  /** All that are held, oldest first; the caller's own. */
  List<PairRow> all() {
    return new ArrayList<>(rows.values());
  }

  /** How many of each kind were read, those that are not held any more among them. */
  Map<String, Long> kinds() {
    return new TreeMap<>(kinds);
  }

  /** How many were read. */
  long total() {
    return next;
  }

  /** How many of them are not held any more. */
  long dropped() {
    return dropped;
  }
}
