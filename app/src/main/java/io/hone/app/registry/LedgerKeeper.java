package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger in memory and in storage, kept equal.
 *
 * <p>Readers take an immutable snapshot and never wait. Writers queue: each sees the ledger that
 * the one before it left, writes its records and then publishes the next snapshot. A write that
 * failed may have happened or not, so the next one reads everything again first. Once superseded,
 * nothing is written any more and the last snapshot goes on being read.
 *
 * <p>Closing it closes the storage.
 */
final class LedgerKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerKeeper.class);
  private static final Duration QUEUE = Duration.ofSeconds(20);

  private final LedgerStorage storage;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final CompletableFuture<String> superseded = new CompletableFuture<>();
  private volatile SchemaLedger ledger = SchemaLedger.EMPTY;
  private volatile boolean stale = true;

  /**
   * @param storage closed by this from now on
   */
  LedgerKeeper(LedgerStorage storage) {
    this.storage = storage;
  }

  /** Becomes the writer, reads everything and keeps watch; throws what the storage throws. */
  void open() {
    writing.lock();
    try {
      reload();
    } finally {
      writing.unlock();
    }
    storage.watch(this::supersede);
  }

  private void supersede(String why) {
    if (superseded.complete(why)) {
      LOG.error("{}", why);
    }
  }

  SchemaLedger ledger() {
    return ledger;
  }

  /** Completes with one sentence when another registry is found to write. */
  CompletableFuture<String> superseded() {
    return superseded.copy();
  }

  JsonNode answer(RegistryRequest request) {
    Route route = RegistryRoutes.find(request);
    if (!route.writes()) {
      return route.operation().apply(ledger, request).answer();
    }
    return unchanged(route, request).orElseGet(() -> write(route, request));
  }

  /** What needs no record needs no queue: a serializer that starts registers what is there. */
  private Optional<JsonNode> unchanged(Route route, RegistryRequest request) {
    if (stale && !superseded.isDone()) {
      return Optional.empty();
    }
    Change change = route.operation().apply(ledger, request);
    return change.records().isEmpty() ? Optional.of(change.answer()) : Optional.empty();
  }

  private JsonNode write(Route route, RegistryRequest request) {
    queue();
    try {
      if (superseded.isDone()) {
        throw RegistryError.fenced(superseded.join());
      }
      if (stale) {
        reload();
      }
      Change change = route.operation().apply(ledger, request);
      if (!change.records().isEmpty()) {
        stale = true;
        storage.append(change.records());
        ledger = ledger.with(change.records());
        stale = false;
      }
      return change.answer();
    } catch (SupersededException e) {
      supersede(String.valueOf(e.getMessage()));
      throw RegistryError.fenced(superseded.join());
    } catch (StorageException e) {
      LOG.warn("A schema could not be written; the next write reads the topic again first", e);
      throw RegistryError.writeFailed(String.valueOf(e.getMessage()));
    } finally {
      writing.unlock();
    }
  }

  private void reload() {
    ledger = SchemaLedger.EMPTY.with(storage.open());
    stale = false;
  }

  private void queue() {
    try {
      if (writing.tryLock(QUEUE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw RegistryError.writeFailed("other writes are still waiting for Kafka");
  }

  @Override
  public void close() {
    storage.close();
  }
}
