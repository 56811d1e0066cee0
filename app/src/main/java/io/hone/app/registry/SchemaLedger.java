package io.hone.app.registry;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything the registry knows, as one immutable value: subjects with their versions, ids,
 * compatibility levels.
 *
 * <p>It is the sum of the records applied to it and of nothing else. An id belongs to one schema
 * text and is never given out again, not even after the last version that used it is permanently
 * deleted; {@link #highestId} remembers it as long as the topic keeps tombstones.
 */
final class SchemaLedger {
  static final SchemaLedger EMPTY =
      new SchemaLedger(new TreeMap<>(), Map.of(), Map.of(), Map.of(), 0);

  private final NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects;
  private final Map<Integer, String> textOf;
  private final Map<String, Integer> idOf;
  private final Map<String, Level> levels;
  private final int highestId;

  SchemaLedger(
      NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects,
      Map<Integer, String> textOf,
      Map<String, Integer> idOf,
      Map<String, Level> levels,
      int highestId) {
    this.subjects = subjects;
    this.textOf = textOf;
    this.idOf = idOf;
    this.levels = levels;
    this.highestId = highestId;
  }

  /** This ledger and then these records; this one stays as it is. */
  SchemaLedger with(Iterable<LedgerRecord> records) {
    LedgerDraft draft = new LedgerDraft(subjects, textOf, idOf, levels, highestId);
    records.forEach(draft::apply);
    return draft.freeze();
  }

  NavigableSet<String> subjects() {
    return subjects.navigableKeySet();
  }

  /** Every version of the subject, deleted ones too, oldest first; none if it is unknown. */
  List<SchemaVersion> all(String subject) {
    NavigableMap<Integer, SchemaVersion> versions = subjects.get(subject);
    return versions == null ? List.of() : List.copyOf(versions.values());
  }

  /** The versions that are not deleted, oldest first. */
  List<SchemaVersion> live(String subject) {
    return all(subject).stream().filter(v -> !v.deleted()).toList();
  }

  /** Every version of every subject, deleted ones too. */
  Stream<SchemaVersion> versions() {
    return subjects.values().stream().flatMap(versions -> versions.values().stream());
  }

  Optional<String> text(int id) {
    return Optional.ofNullable(textOf.get(id));
  }

  OptionalInt id(String text) {
    Integer id = idOf.get(text);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The highest id ever given out; 0 if none. */
  int highestId() {
    return highestId;
  }

  /** The level set for the subject itself, or globally if it is empty. */
  Optional<Level> ownLevel(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  /** The level that counts for the subject. */
  Level level(String subject) {
    return ownLevel(subject).or(() -> ownLevel("")).orElse(Level.BACKWARD);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchemaLedger that
        && subjects.equals(that.subjects)
        && textOf.equals(that.textOf)
        && idOf.equals(that.idOf)
        && levels.equals(that.levels)
        && highestId == that.highestId;
  }

  @Override
  public int hashCode() {
    return Objects.hash(subjects, textOf, levels, highestId);
  }

  @Override
  public String toString() {
    return "subjects %s, levels %s, highest id %d".formatted(subjects, levels, highestId);
  }
}
