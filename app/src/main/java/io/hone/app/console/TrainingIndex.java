package io.hone.app.console;

import io.hone.event.TrainingStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was measured in training, by version: of each step the last record. Not for two threads. */
final class TrainingIndex {
  private final int mostVersions;
  private final SequencedMap<String, NavigableMap<Long, TrainingStep>> versions =
      new LinkedHashMap<>();
  private @Nullable TrainingStep newest;
  private long total;

  /**
   * @param mostVersions so many are held; those whose training began first go first
   */
  TrainingIndex(int mostVersions) {
    this.mostVersions = mostVersions;
  }

  void add(TrainingStep step) {
    versions.computeIfAbsent(step.getVersion(), name -> new TreeMap<>()).put(step.getStep(), step);
    if (versions.size() > mostVersions) versions.pollFirstEntry();
    newest = step;
    total++;
  }

  /** Steps by version, in the order in which trainings began; not to be changed. */
  Map<String, NavigableMap<Long, TrainingStep>> versions() {
    return versions;
  }

  /** The step that was measured last. */
  Optional<TrainingStep> newest() {
    return Optional.ofNullable(newest);
  }

  /** How many records were read. */
  long total() {
    return total;
  }
}
