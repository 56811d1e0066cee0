package io.hone.schemas.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A bounded cache in which one caller fetches and the others who want the same key wait for it; no
 * lock is held while fetching, so other keys are not held up. Failures are kept only if they say
 * so.
 */
final class FlightCache<K, V> {
  private record Entry<V>(CompletableFuture<V> value, long expiresMillis) {}

  private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
  private final int capacity;
  private final Optional<Duration> ttl;
  private final Duration failureTtl;
  private final InstantSource clock;

  /**
   * @param ttl how long a value is believed; empty: for ever
   * @param failureTtl how long a 404 is believed; zero: not at all
   */
  FlightCache(int capacity, Optional<Duration> ttl, Duration failureTtl, InstantSource clock) {
    this.capacity = capacity;
    this.ttl = ttl;
    this.failureTtl = failureTtl;
    this.clock = clock;
  }

  V get(K key, Function<K, V> fetch) {
    while (true) {
      Entry<V> known = entries.get(key);
      if (known != null && known.expiresMillis > clock.millis()) return join(known.value);
      Entry<V> mine = new Entry<>(new CompletableFuture<>(), Long.MAX_VALUE);
      boolean first =
          known == null
              ? entries.putIfAbsent(key, mine) == null
              : entries.replace(key, known, mine);
      if (first) return fly(key, mine, fetch);
    }
  }

  private V fly(K key, Entry<V> mine, Function<K, V> fetch) {
    try {
      V value = fetch.apply(key);
      mine.value.complete(value);
      ttl.ifPresent(t -> entries.replace(key, mine, until(mine, t)));
      makeRoom(key);
      return value;
    } catch (RuntimeException | Error e) {
      mine.value.completeExceptionally(e);
      boolean unknown = e instanceof RegistryException r && r.status() == 404;
      if (unknown && !failureTtl.isZero()) entries.replace(key, mine, until(mine, failureTtl));
      else entries.remove(key, mine);
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

  private static <V> V join(CompletableFuture<V> value) {
    try {
      return value.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw e;
    }
  }
}
