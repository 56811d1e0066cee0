package io.hone.app.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Events on their way to clients, one at a time to each: while one is being written, only the
 * newest of those that come is kept, and a client that takes none for a while is left. So a client
 * that is stuck costs one event's memory and holds up nobody.
 */
final class EventStream {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  static final Duration STUCK = Duration.ofSeconds(20);

  private final Semaphore places;
  private final Scheduler time;

  /**
   * @param clients at most, at a time
   * @param time of heartbeats and limits
   */
  EventStream(int clients, Scheduler time) {
    this.places = new Semaphore(clients);
    this.time = time;
  }

  /**
   * Writes until the events end or the client goes.
   *
   * @param write completes when the connection has taken the bytes
   * @throws Refusal 503 if there are too many clients
   */
  Flux<Void> to(Flux<ServerEvent> events, Function<byte[], Publisher<Void>> write) {
    if (!places.tryAcquire()) {
      throw new Refusal(503, "too many pages listen already: close one");
    }
    Flux<byte[]> beats =
        Flux.interval(Duration.ZERO, HEARTBEAT, time)
            .onBackpressureDrop()
            .map(tick -> ServerEvent.HEARTBEAT);
    Flux<byte[]> frames = events.onBackpressureLatest().map(ServerEvent::frame);
    return Flux.merge(1, frames.materialize(), beats.materialize())
        .takeUntil(signal -> !signal.isOnNext())
        .<byte[]>dematerialize()
        .concatMap(bytes -> Flux.from(write.apply(bytes)).timeout(STUCK, time), 0)
        .doFinally(signal -> places.release());
  }
}
