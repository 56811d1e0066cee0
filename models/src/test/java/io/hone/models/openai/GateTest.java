package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.ModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class GateTest {

  @Test
  void shouldRunAsManyAsThereArePlacesAndStartTheLongestWaitingNext() {
    Gate gate = new Gate(2, 10);
    List<Integer> started = new ArrayList<>();
    List<Sinks.One<Integer>> works = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      Sinks.One<Integer> work = Sinks.one();
      works.add(work);
      gate.pass(work.asMono().doOnSubscribe(s -> started.add(number)))
          .subscribe(value -> {}, error -> {});
    }
    assertThat(started).containsExactly(0, 1);

    works.get(1).tryEmitValue(1);
    assertThat(started).containsExactly(0, 1, 2);
    works.get(0).tryEmitError(new IllegalStateException("planned"));

    assertThat(started).containsExactly(0, 1, 2, 3);
    assertThat(gate.runningNow()).isEqualTo(2);
    assertThat(gate.waitingNow()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAsTransientWhenTheWaitingRoomIsFull() {
    Gate gate = new Gate(1, 1);
    gate.pass(Mono.never()).subscribe();
    gate.pass(Mono.never()).subscribe();
    AtomicBoolean subscribed = new AtomicBoolean();

    StepVerifier.create(gate.pass(Mono.fromRunnable(() -> subscribed.set(true))))
        .verifyErrorSatisfies(
            error -> {
              assertThat(((ModelException) error).kind()).isEqualTo(ModelException.Kind.TRANSIENT);
              assertThat(error).hasMessageContaining("waiting room");
            });

    assertThat(subscribed).isFalse();
    assertThat(gate.waitingNow()).isEqualTo(1);
  }

  @Test
  void shouldFreeThePlaceAndCancelTheWorkOnCancellation() {
    Gate gate = new Gate(1, 1);
    AtomicBoolean cancelled = new AtomicBoolean();
    Disposable first = gate.pass(Mono.never().doOnCancel(() -> cancelled.set(true))).subscribe();
    List<String> answers = new ArrayList<>();
    gate.pass(Mono.just("second")).subscribe(answers::add);

    first.dispose();

    assertThat(cancelled).isTrue();
    assertThat(answers).containsExactly("second");
    assertThat(gate.runningNow()).isZero();
  }

  @Test
  void shouldLeaveTheWaitingRoomOnCancellation() {
    Gate gate = new Gate(1, 1);
    gate.pass(Mono.never()).subscribe();
    Disposable waiting = gate.pass(Mono.never()).subscribe();

    waiting.dispose();

    assertThat(gate.waitingNow()).isZero();
    assertThat(gate.runningNow()).isEqualTo(1);
  }

  @Test
  void shouldNotGrowTheStackWhenWorksEndAtOnce() {
    Gate gate = new Gate(1, 100_000);
    Sinks.One<Integer> first = Sinks.one();
    AtomicInteger ended = new AtomicInteger();
    gate.pass(first.asMono()).subscribe();
    for (int i = 0; i < 100_000; i++) {
      gate.pass(Mono.just(1)).subscribe(value -> ended.incrementAndGet());
    }

    first.tryEmitValue(1);

    assertThat(ended).hasValue(100_000);
  }

  @Test
  void shouldEndEveryWorkOnCloseAndRefuseLaterOnes() {
    Gate gate = new Gate(1, 1);
    List<Throwable> errors = new ArrayList<>();
    AtomicBoolean cancelled = new AtomicBoolean();
    gate.pass(Mono.never().doOnCancel(() -> cancelled.set(true))).subscribe(v -> {}, errors::add);
    gate.pass(Mono.never()).subscribe(v -> {}, errors::add);

    gate.close("closing");
    gate.pass(Mono.just(1)).subscribe(v -> {}, errors::add);

    assertThat(cancelled).isTrue();
    assertThat(errors)
        .hasSize(3)
        .allSatisfy(
            error -> assertThat(error).isInstanceOf(ModelException.class).hasMessage("closing"));
    assertThat(gate.runningNow()).isZero();
    assertThat(gate.waitingNow()).isZero();
  }

  @Test
  void shouldStartNothingThatWaitedWhenItCloses() {
    Gate gate = new Gate(1, 2);
    AtomicInteger started = new AtomicInteger();
    Mono<Object> work = Mono.never().doOnSubscribe(s -> started.incrementAndGet());
    for (int i = 0; i < 3; i++) gate.pass(work).subscribe(value -> {}, error -> {});

    gate.close("closing");

    assertThat(started).hasValue(1);
  }

  @Test
  void shouldNeverExceedItsPlacesUnderManyThreads() {
    Gate gate = new Gate(7, 100_000);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Mono<Integer> work =
        Mono.defer(
                () -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  return Mono.just(1).publishOn(Schedulers.parallel());
                })
            .doOnNext(value -> inside.decrementAndGet());

    Long ended =
        Flux.range(0, 20_000)
            .flatMap(i -> gate.pass(work).subscribeOn(Schedulers.parallel()), 20_000)
            .count()
            .block(Duration.ofSeconds(60));

    assertThat(ended).isEqualTo(20_000);
    assertThat(most.get()).isBetween(1, 7);
    assertThat(gate.runningNow()).isZero();
  }
}
