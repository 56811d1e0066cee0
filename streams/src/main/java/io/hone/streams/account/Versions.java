package io.hone.streams.account;

import io.hone.event.ModelVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the policy: those on the topic of models, and those that prompts were admitted
 * under. One of them may be missing from the topic, the one that the run began with.
 */
final class Versions implements RunRecords.Receiver {
  private final Flaws flaws;
  private final Map<String, @Nullable String> parents = new HashMap<>();
  private final Map<String, Position> records = new HashMap<>();
  private final Map<Use, Position> uses = new HashMap<>();

  /** Under which version a prompt was admitted, in which round of training. */
  private record Use(String version, int iteration) {}

  Versions(Flaws flaws) {
    this.flaws = flaws;
  }

  @Override
  public void record(Position position, SpecificRecord value) {
    ModelVersion version = (ModelVersion) value;
    parents.put(version.getModel().getVersion(), version.getParent());
    records.put(version.getModel().getVersion(), position);
  }

  @Override
  public void unreadable(Position position, String why) {
    flaws.add(Flaw.Kind.UNREADABLE, "", why, position);
  }

  /** An episode ended that had been admitted under this version. */
  void used(String version, int iteration, Position outcome) {
    uses.putIfAbsent(new Use(version, iteration), outcome);
  }

  /** Tells what does not fit together. */
  void check() {
    checkMissing();
    for (Map.Entry<String, @Nullable String> each : parents.entrySet()) {
      if (ancestors(each.getKey()) > parents.size()) {
        flaws.add(
            Flaw.Kind.VERSION_CHAIN,
            each.getKey(),
            "Version %s descends from itself.".formatted(each.getKey()),
            position(each.getKey()));
      }
    }
    uses.forEach(
        (use, outcome) -> {
          int ancestors = ancestors(use.version());
          if (use.iteration() != ancestors && ancestors <= parents.size()) {
            flaws.add(
                Flaw.Kind.VERSION_CHAIN,
                use.version(),
                "An episode under version %s counts as iteration %d, and the version has %d ancestors."
                    .formatted(use.version(), use.iteration(), ancestors),
                outcome);
          }
        });
  }

  private Position position(String version) {
    return java.util.Objects.requireNonNull(records.get(version));
  }

  private void checkMissing() {
    Map<String, Position> missing = new TreeMap<>();
    parents.forEach(
        (version, parent) -> {
          if (parent != null && !parents.containsKey(parent)) {
            missing.putIfAbsent(parent, position(version));
          }
        });
    uses.forEach(
        (use, outcome) -> {
          if (!parents.containsKey(use.version())) missing.put(use.version(), outcome);
        });
    if (missing.size() < 2) return;
    Set<String> names = new TreeSet<>(missing.keySet());
    missing.forEach(
        (version, position) ->
            flaws.add(
                Flaw.Kind.UNKNOWN_VERSION,
                version,
                "Of the versions %s none is on the topic of models, and only one can be the first."
                    .formatted(String.join(", ", names)),
                position));
  }

  /** How many versions it descends from; more than there are if it descends from itself. */
  private int ancestors(String version) {
    int count = 0;
    Set<String> seen = new HashSet<>();
    @Nullable String parent = parents.get(version);
    while (parent != null) {
      if (!seen.add(parent)) return Integer.MAX_VALUE;
      count++;
      parent = parents.get(parent);
    }
    return count;
  }
}
