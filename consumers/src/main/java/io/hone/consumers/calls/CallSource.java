package io.hone.consumers.calls;

import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Hands the records of the work topics to a handler, many at a time.
 *
 * <p>Promises: every record is handed out until a handler's result completed once; it is
 * acknowledged only then. After a death it is handed out again, with a higher attempt. A broker
 * that is down is waited for.
 *
 * <p>Life cycle: {@link #start} once, from then on threads of the source's own; then {@link #stop}
 * or {@link #close}, each from any thread, each idempotent.
 */
public interface CallSource extends AutoCloseable {

  /** The implementation that the settings name; nothing happens before {@link #start}. */
  static CallSource of(SourceSettings settings, Map<String, Object> kafka) {
    return switch (settings.kind()) {
      case SHARE_GROUP -> new ShareGroupSource(settings, kafka);
      case SLIDING_WINDOW -> new SlidingWindowSource(settings, kafka);
    };
  }

  /** Begins to hand out. Returns at once, whether or not the broker is there. */
  void start(CallHandler handler);

  /**
   * Takes nothing more and waits for what is held; what is not settled after the grace is cancelled
   * and handed back to the group. Returns when the group is left, a few seconds after the grace at
   * the latest.
   */
  void stop(Duration grace);

  /** Completes when the source has ended, with an error if it cannot go on. */
  Mono<Void> ended();

  SourceCounts counts();

  /** Ends like a death: cancels what is held, acknowledges and commits nothing. */
  @Override
  void close();
}
