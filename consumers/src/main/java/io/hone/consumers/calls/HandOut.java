package io.hone.consumers.calls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Gives a delivery to the handler. */
final class HandOut {
  private static final Logger LOG = LoggerFactory.getLogger(HandOut.class);

  private HandOut() {}

  /** Told once how the work ended, on whatever thread that was; never after a cancellation. */
  @FunctionalInterface
  interface End {
    /**
     * @param done whether what came of it is durable; else it is to be handed out again
     */
    void ended(boolean done);
  }

  /**
   * Begins the work.
   *
   * @return cancels it
   */
  static Disposable begin(CallHandler handler, Delivery delivery, End end) {
    return Mono.defer(() -> handler.handle(delivery))
        .subscribe(
            nothing -> {},
            failure -> {
              LOG.atWarn()
                  .addKeyValue("call", delivery.position())
                  .addKeyValue("reason", failure.toString())
                  .log("a call was handed back and comes again");
              end.ended(false);
            },
            () -> end.ended(true));
  }
}
