package io.hone.app.console;

import io.hone.streams.account.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest dead letters of a run, and how many there are of each kind. Not for two threads. */
final class LetterIndex {
  private final int most;
  private final Deque<LetterRow> rows = new ArrayDeque<>();
  private final Map<String, LetterRow> byId = new HashMap<>();
  private final Map<LetterRow.Group, Tally> groups = new LinkedHashMap<>();
  private long total;

  /**
   * How many letters have the same fault, and the newest of them.
   *
   * @param newest of those with the fault
   */
  record Tally(long count, LetterRow newest) {
    private Tally plus(Tally more) {
      boolean newer = more.newest.failedAt() >= newest.failedAt();
      return new Tally(count + more.count, newer ? more.newest : newest);
    }
  }

  /**
   * @param most so many are held; the oldest go first
   */
  LetterIndex(int most) {
    this.most = most;
  }

  void add(LetterRow row) {
    rows.addFirst(row);
    byId.put(row.id(), row);
    groups.merge(row.group(), new Tally(1, row), Tally::plus);
    total++;
    if (rows.size() > most) byId.remove(rows.removeLast().id());
  }

  /** By {@link LetterRow#id}. */
  Optional<LetterRow> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Where such a letter stands, whether it is held or not; empty if the text is no id. */
  static Optional<Position> position(String id) {
    String[] parts = id.split("-", 2);
    try {
      return Optional.of(
          new Position(
              io.hone.schemas.catalog.Topic.DEAD_LETTERS,
              Integer.parseUnsignedInt(parts[0]),
              Long.parseUnsignedLong(parts[1])));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Those that are held, newest first; the caller's own. */
  List<LetterRow> all() {
    return new ArrayList<>(rows);
  }

  /** By fault, in the order of the first of each. */
  Map<LetterRow.Group, Tally> groups() {
    return new LinkedHashMap<>(groups);
  }

  /** How many were read. */
  long total() {
    return total;
  }
}
