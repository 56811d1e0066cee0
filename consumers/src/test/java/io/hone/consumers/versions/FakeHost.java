package io.hone.consumers.versions;

import io.hone.models.ModelException;
import io.hone.models.VersionHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** Remembers what it was told, and fails where it should. */
final class FakeHost implements VersionHost {
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  final List<String> log = new CopyOnWriteArrayList<>();

  FakeHost(String own) {
    versions.add(own);
  }

  /** The next loads of a version fail and may be tried again. */
  void failing(String version, int times) {
    failures.put(version, times);
  }

  @Override
  public Mono<Void> load(String version, Path folder) {
    return Mono.fromRunnable(
        () -> {
          if (failures.merge(version, -1, Integer::sum) >= 0) {
            log.add("failed " + version);
            throw ModelException.transientFailure("The host has no room now; ask again.", null);
          }
          if (!versions.add(version)) {
            throw ModelException.permanent("Version " + version + " is loaded already.");
          }
          log.add("loaded " + version);
        });
  }

  @Override
  public Mono<Void> unload(String version) {
    return Mono.fromRunnable(
        () -> {
          if (versions.remove(version)) log.add("unloaded " + version);
        });
  }

  @Override
  public Set<String> versions() {
    return new TreeSet<>(versions);
  }
}
