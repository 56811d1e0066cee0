package io.hone.consumers.calls;

import reactor.core.publisher.Mono;

/** Works on deliveries, many at a time. Safe for many threads; never blocks the caller. */
public interface CallHandler {

  /**
   * Works on one delivery, when subscribed to.
   *
   * @return completes when what came of it is durable, which lets the source acknowledge it; an
   *     error hands it back to be delivered again; cancelling abandons it
   */
  Mono<Void> handle(Delivery delivery);

  /**
   * Whether a delivery of that rank would be begun at once, or before others that wait. A source
   * that takes calls away from others by fetching them asks before it fetches.
   */
  boolean hungry(int rank);

  /**
   * Whether nothing new may be begun now. A source then takes nothing, holds nothing that others
   * could do, and keeps what is being worked on.
   */
  default boolean paused() {
    return false;
  }
}
