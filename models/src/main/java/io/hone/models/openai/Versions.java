package io.hone.models.openai;

import io.hone.models.ModelException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Which versions the server has, as far as this client knows, and how many requests of each are
 * under way. Safe for many threads.
 *
 * <p>A version that is not known may still be asked for, since servers have names that they do not
 * list; one that was retired may not.
 */
final class Versions {
  private final String host;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> retired = new HashSet<>();
  private final Set<String> changing = new HashSet<>();
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Map<String, Sinks.Empty<Void>> drained = new HashMap<>();

  Versions(String host) {
    this.host = host;
  }

  /** Counts the work as the version's from its subscription to its end. */
  <T> Mono<T> using(String version, Mono<T> work) {
    return Mono.defer(
        () -> {
          enter(version);
          return work.doFinally(signal -> leave(version));
        });
  }

  synchronized Set<String> known() {
    return Set.copyOf(known);
  }

  synchronized boolean knows(String version) {
    return known.contains(version);
  }

  /** What the server lists. */
  synchronized void add(Set<String> versions) {
    known.addAll(versions);
  }

  /**
   * Knows the version when the call has loaded it.
   *
   * @return fails as PERMANENT, and calls nothing, if the version is known or being loaded or
   *     unloaded
   */
  Mono<Void> load(String version, Mono<Void> call) {
    return Mono.defer(
        () -> {
          beginLoad(version);
          return call.doOnSuccess(done -> end(version, true))
              .doOnError(error -> end(version, false))
              .doOnCancel(() -> end(version, false));
        });
  }

  /**
   * Refuses the version at once, and makes the call when its last request has ended. A call that
   * fails or is cancelled leaves the version known. Does nothing if the version is not known.
   */
  Mono<Void> unload(String version, Mono<Void> call) {
    return Mono.defer(
        () ->
            beginUnload(version)
                .map(
                    drain ->
                        drain
                            .then(call)
                            .doOnSuccess(done -> end(version, false))
                            .doOnError(error -> end(version, true))
                            .doOnCancel(() -> end(version, true)))
                .orElse(Mono.empty()));
  }

  private synchronized void beginLoad(String version) {
    if (known.contains(version)) {
      throw ModelException.permanent(
          host
              + " has the version "
              + version
              + " already; a version never changes, give the new one another name.");
    }
    if (!changing.add(version)) {
      throw ModelException.permanent(
          host + " is loading or unloading the version " + version + " now; do one at a time.");
    }
  }

  private synchronized Optional<Mono<Void>> beginUnload(String version) {
    if (!known.remove(version)) return Optional.empty();
    changing.add(version);
    retired.add(version);
    if (!underWay.containsKey(version)) return Optional.of(Mono.empty());
    return Optional.of(drained.computeIfAbsent(version, name -> Sinks.empty()).asMono());
  }

  private synchronized void end(String version, boolean has) {
    if (!changing.remove(version) || !has) return;
    known.add(version);
    retired.remove(version);
  }

  private synchronized void enter(String version) {
    if (retired.contains(version)) {
      throw ModelException.permanent(
          "The version "
              + version
              + " was unloaded from "
              + host
              + "; it has "
              + String.join(", ", known)
              + ".");
    }
    underWay.merge(version, 1, Integer::sum);
  }

  private void leave(String version) {
    Sinks.Empty<Void> last;
    synchronized (this) {
      int left = underWay.merge(version, -1, Integer::sum);
      if (left > 0) return;
      underWay.remove(version);
      last = drained.remove(version);
    }
    if (last != null) last.tryEmitEmpty();
  }
}
