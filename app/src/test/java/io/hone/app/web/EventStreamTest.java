package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class EventStreamTest {
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final EventStream streams = new EventStream(1, time);
  private final List<String> written = new ArrayList<>();

  private Mono<Void> write(byte[] bytes) {
    written.add(new String(bytes, StandardCharsets.UTF_8));
    return Mono.empty();
  }

  @Test
  void shouldBeginAtOnceAndShowThatItLives() {
    streams.to(Flux.never(), this::write).subscribe();

    time.advanceTimeBy(EventStream.HEARTBEAT.multipliedBy(2));

    assertThat(written).containsExactly(":\n\n", ":\n\n", ":\n\n");
  }

  @Test
  void shouldKeepTextOfManyLinesInsideOneEvent() {
    streams
        .to(Flux.just(new ServerEvent("note", "a\nevent: evil\r\n\rb")), this::write)
        .subscribe();

    assertThat(written).contains("event: note\ndata: a\ndata: event: evil\ndata: \ndata: b\n\n");
  }

  @Test
  void shouldGiveASlowClientTheNewest() {
    Queue<Sinks.Empty<Void>> pending = new ConcurrentLinkedQueue<>();
    Sinks.Many<ServerEvent> events = Sinks.many().multicast().directBestEffort();
    streams
        .to(
            events.asFlux(),
            bytes -> {
              written.add(new String(bytes, StandardCharsets.UTF_8));
              Sinks.Empty<Void> taken = Sinks.empty();
              pending.add(taken);
              return taken.asMono();
            })
        .subscribe();

    for (int i = 0; i < 1000; i++) events.tryEmitNext(new ServerEvent("n", "" + i)).orThrow();
    while (!pending.isEmpty()) pending.remove().tryEmitEmpty().orThrow();

    assertThat(written).hasSizeLessThan(6).last().asString().contains("data: 999");
  }

  @Test
  void shouldLeaveAClientThatTakesNothing() {
    AtomicReference<Throwable> end = new AtomicReference<>();
    streams.to(Flux.never(), bytes -> Mono.never()).subscribe(nothing -> {}, end::set);

    time.advanceTimeBy(EventStream.STUCK.plusSeconds(1));

    assertThat(end.get()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void shouldHaveOnlySoManyClientsAtATime() {
    var first = streams.to(Flux.never(), this::write).subscribe();

    assertThatThrownBy(() -> streams.to(Flux.never(), this::write))
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.status()).isEqualTo(503));
    first.dispose();
    assertThat(streams.to(Flux.never(), this::write)).isNotNull();
  }
}
