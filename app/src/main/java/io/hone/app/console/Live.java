package io.hone.app.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.web.ServerEvent;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The state of the run as it changes. It is made once a second for all who listen, and not at all
 * while nobody does.
 */
final class Live implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Scheduler maker = Schedulers.newSingle("hone-console-live", true);
  private final Flux<ServerEvent> events;

  /**
   * @param state is called by one thread
   */
  Live(Supplier<ObjectNode> state) {
    this.events =
        Flux.interval(Duration.ZERO, EVERY, maker)
            .onBackpressureDrop()
            .map(tick -> state.get())
            .distinctUntilChanged(Live::withoutClock)
            .map(json -> new ServerEvent("run", json.toString()))
            .replay(1)
            .refCount(1);
  }

  private static ObjectNode withoutClock(ObjectNode json) {
    return json.deepCopy().without("at");
  }

  Flux<ServerEvent> events() {
    return events;
  }

  @Override
  public void close() {
    maker.dispose();
  }
}
