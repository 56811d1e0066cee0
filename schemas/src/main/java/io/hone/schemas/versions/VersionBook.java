package io.hone.schemas.versions;

import io.hone.event.ConsumedRange;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Training;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a run as the topic of models tells them: the last record of each. Immutable; the
 * same for every reader that has read as far.
 */
public final class VersionBook {
  /** Nothing was announced yet. */
  public static final VersionBook EMPTY = new VersionBook(Map.of());

  private static final String PREFIX = "v";

  private final Map<String, ModelVersion> versions; // in the order of their first records

  private VersionBook(Map<String, ModelVersion> versions) {
    this.versions = versions;
  }

  /** The book of these records, in the topic's order. */
  public static VersionBook of(Iterable<ModelVersion> records) {
    Map<String, ModelVersion> versions = new LinkedHashMap<>();
    records.forEach(each -> versions.put(each.getModel().getVersion(), each));
    return new VersionBook(versions);
  }

  /** This book with one record more. */
  public VersionBook with(ModelVersion record) {
    Map<String, ModelVersion> more = new LinkedHashMap<>(versions);
    more.put(record.getModel().getVersion(), record);
    return new VersionBook(more);
  }

  /** Every version: a seed before what descends from it, siblings in the order of their names. */
  public List<ModelVersion> all() {
    List<ModelVersion> all = new ArrayList<>(versions.values());
    all.sort(
        Comparator.comparingInt((ModelVersion each) -> number(each))
            .thenComparing(each -> each.getModel().getVersion()));
    return all;
  }

  public Optional<ModelVersion> find(String version) {
    return Optional.ofNullable(versions.get(version));
  }

  /**
   * The one that new work is done with. While one takes over from another, two records may say so
   * for a moment: the later one is it.
   */
  public Optional<ModelVersion> promoted() {
    return versions.values().stream()
        .filter(each -> each.getState() == ModelState.PROMOTED)
        .max(
            Comparator.comparing(ModelVersion::getChangedAt).thenComparingInt(VersionBook::number));
  }

  /** Those in a state, as {@link #all} orders them. */
  public List<ModelVersion> in(ModelState state) {
    return all().stream().filter(each -> each.getState() == state).toList();
  }

  /**
   * How many versions it descends from: the round of training that its pairs feed, from 0. One that
   * descends from itself has as many as there are versions.
   */
  public int ancestors(String version) {
    int count = 0;
    for (@Nullable String parent = parent(version);
        parent != null && count < versions.size();
        parent = parent(parent)) {
      count++;
    }
    return count;
  }

  /**
   * How many versions one is behind another that descends from it: 0 for itself, 1 for its parent.
   * Empty if it is not among its ancestors.
   */
  public OptionalInt behind(String descendant, String ancestor) {
    @Nullable String at = descendant;
    for (int steps = 0; at != null && steps <= versions.size(); steps++) {
      if (at.equals(ancestor)) return OptionalInt.of(steps);
      at = parent(at);
    }
    return OptionalInt.empty();
  }

  private @Nullable String parent(String version) {
    ModelVersion record = versions.get(version);
    return record == null ? null : record.getParent();
  }

  /** The name of the next version: {@code v1}, {@code v2} and so on, none twice. */
  public String next() {
    return PREFIX + (1 + versions.values().stream().mapToInt(VersionBook::number).max().orElse(0));
  }

  /**
   * Up to where versions have learned, for each topic (its full name) and partition: the first
   * offset that no version has consumed. What a rejected version learned from is consumed too.
   */
  public Map<String, Map<Integer, Long>> consumed() {
    Map<String, Map<Integer, Long>> consumed = new TreeMap<>();
    for (ModelVersion version : versions.values()) {
      Training training = version.getTraining();
      if (training == null) continue;
      for (ConsumedRange range : training.getOffsets()) {
        consumed
            .computeIfAbsent(range.getTopic(), topic -> new TreeMap<>())
            .merge(range.getPartition(), range.getNextOffset(), Math::max);
      }
    }
    return consumed;
  }

  /** As a plain list would be: for reports. */
  public Collection<String> names() {
    return all().stream().map(each -> each.getModel().getVersion()).toList();
  }

  private static int number(ModelVersion version) {
    String name = version.getModel().getVersion();
    return name.matches(PREFIX + "[1-9][0-9]{0,8}") ? Integer.parseInt(name.substring(1)) : 0;
  }
}
