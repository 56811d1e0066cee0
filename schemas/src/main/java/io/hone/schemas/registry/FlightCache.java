package io.hone.schemas.registry;

import io.hone.schemas.registry.RegistryException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A bounded cache in which one caller fetches and the others who want the same key wait for it; no
 * lock is held while fetching, so other keys are not held up. Of the failures, only "unknown" is
 * kept, and only for its own time.
 */
final class FlightCache<K, V> {
  private record Entry<V>(CompletableFuture<V> value, long expiresMillis) {}

  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final int capacity;
  private final Function<V, Optional<Duration>> ttl;
  private final Duration missingTtl;
  private final InstantSource clock;

  /**
   * @param ttl how long this value is believed; empty: for ever
   * @param missingTtl how long "unknown" is believed; zero: not at all
   */
  FlightCache(
      int capacity, Function<V, Optional<Duration>> ttl, Duration missingTtl, InstantSource clock) {
    this.capacity = capacity;
    this.ttl = ttl;
    this.missingTtl = missingTtl;
    this.clock = clock;
  }

  V get(K key, Function<K, V> fetch) {
    while (true) {
      Entry<V> known = entries.get(key);
      if (known != null && known.expiresMillis > clock.millis()) {
        Optional<V> value = await(known.value);
        if (value.isPresent()) return value.get();
        continue;
      }
      Entry<V> mine = new Entry<>(new CompletableFuture<>(), Long.MAX_VALUE);
      boolean first =
          known == null
              ? entries.putIfAbsent(key, mine) == null
              : entries.replace(key, known, mine);
      if (first) return fly(key, mine, fetch);
    }
  }

  int size() {
    return entries.size();
  }

  /** The map is settled before the others are woken, so that they never find a stale flight. */
  private V fly(K key, Entry<V> mine, Function<K, V> fetch) {
    try {
      V value = fetch.apply(key);
      ttl.apply(value).ifPresent(t -> entries.replace(key, mine, until(mine, t)));
      makeRoom(key);
      mine.value.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      boolean unknown = e instanceof RegistryException r && r.kind() == Kind.UNKNOWN;
      if (unknown && !missingTtl.isZero()) {
        entries.replace(key, mine, until(mine, missingTtl));
        makeRoom(key);
      } else {
        entries.remove(key, mine);
      }
      mine.value.completeExceptionally(e);
      throw e;
    }
  }

  private Entry<V> until(Entry<V> entry, Duration ttl) {
    return new Entry<>(entry.value, clock.millis() + ttl.toMillis());
  }

  private void makeRoom(K kept) {
    for (var entry : entries.entrySet()) {
      if (entries.size() <= capacity) return;
      if (!entry.getKey().equals(kept) && entry.getValue().value.isDone()) {
        entries.remove(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Another's result; empty when that other was interrupted, which is no failure of ours. */
  private static <V> Optional<V> await(CompletableFuture<V> flight) {
    try {
      return Optional.of(flight.get());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case InterruptException interrupted -> Optional.empty();
        case RegistryException failure -> throw failure.again();
        case RuntimeException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      };
    }
  }
}
