package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.ModelException;
import io.hone.models.openai.Retries.AttemptFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RetriesTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(30));

  private final List<Long> attemptsAt = new ArrayList<>();

  @Test
  void shouldDoubleTheWaitUpToTheLongestAndGiveUpAfterTheLastRetry() {
    ModelException failure = ModelException.transientFailure("broken", null);

    StepVerifier.withVirtualTime(() -> retried(POLICY, () -> 1.0, failing(failure)))
        .thenAwait(Duration.ofMinutes(1))
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));

    assertThat(attemptsAt).containsExactly(0L, 1_000L, 3_000L, 7_000L, 11_000L);
  }

  @Test
  void shouldDrawTheWaitBetweenHalfAndAll() {
    Iterator<Double> draws = List.of(0.0, 0.5, 0.25, 0.75).iterator();

    StepVerifier.withVirtualTime(
            () ->
                retried(
                    POLICY, draws::next, failing(ModelException.transientFailure("broken", null))))
        .thenAwait(Duration.ofMinutes(1))
        .verifyError(ModelException.class);

    assertThat(attemptsAt).containsExactly(0L, 500L, 2_000L, 4_500L, 8_000L);
  }

  @Test
  void shouldNotAttemptBeforeTheWaitIsOver() {
    StepVerifier.withVirtualTime(
            () ->
                retried(
                    POLICY, () -> 1.0, failing(ModelException.transientFailure("broken", null))))
        .expectSubscription()
        .thenAwait(Duration.ofMillis(999))
        .then(() -> assertThat(attemptsAt).hasSize(1))
        .thenAwait(Duration.ofMillis(1))
        .then(() -> assertThat(attemptsAt).hasSize(2))
        .thenCancel()
        .verify();
  }

  @Test
  void shouldWaitAsLongAsTheServerAsks() {
    ModelException asked = ModelException.retryAfter(Duration.ofSeconds(20), "busy");

    StepVerifier.withVirtualTime(() -> retried(POLICY, () -> 0.5, once(asked)))
        .thenAwait(Duration.ofMinutes(1))
        .expectNext("done")
        .verifyComplete();

    assertThat(attemptsAt).containsExactly(0L, 21_000L);
  }

  @Test
  void shouldNotWaitLessThanItsOwnBackoffWhenTheServerAsksForNone() {
    ModelException asked = ModelException.retryAfter(Duration.ZERO, "busy");

    StepVerifier.withVirtualTime(() -> retried(POLICY, () -> 1.0, once(asked)))
        .thenAwait(Duration.ofMinutes(1))
        .expectNext("done")
        .verifyComplete();

    assertThat(attemptsAt).containsExactly(0L, 1_000L);
  }

  @Test
  void shouldTellTheCallerWhenTheServerAsksForMoreThanTheLimit() {
    ModelException asked = ModelException.retryAfter(Duration.ofSeconds(31), "busy");

    StepVerifier.withVirtualTime(() -> retried(POLICY, () -> 1.0, once(asked)))
        .verifyErrorSatisfies(
            error ->
                assertThat(((ModelException) error).retryAfter()).contains(Duration.ofSeconds(31)));

    assertThat(attemptsAt).hasSize(1);
  }

  @Test
  void shouldNotRepeatWhatFailsForGood() {
    ModelException failure = ModelException.permanent("wrong");

    StepVerifier.withVirtualTime(
            () ->
                retried(POLICY, () -> 1.0, Mono.<String>error(() -> AttemptFailure.last(failure))))
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure));

    assertThat(attemptsAt).hasSize(1);
  }

  @Test
  void shouldMakeNoAttemptAfterCancellationDuringAWait() {
    StepVerifier.withVirtualTime(
            () ->
                retried(
                    POLICY, () -> 1.0, failing(ModelException.transientFailure("broken", null))))
        .thenAwait(Duration.ofMillis(500))
        .thenCancel()
        .verify();

    assertThat(attemptsAt).hasSize(1);
  }

  private Mono<String> retried(RetryPolicy policy, DoubleSupplier jitter, Mono<String> attempt) {
    var clock = Schedulers.parallel();
    return new Retries(policy, jitter)
        .run(
            Mono.defer(
                () -> {
                  attemptsAt.add(clock.now(java.util.concurrent.TimeUnit.MILLISECONDS));
                  return attempt;
                }));
  }

  private static Mono<String> failing(ModelException failure) {
    return Mono.error(() -> AttemptFailure.again(failure));
  }

  private static Mono<String> once(ModelException failure) {
    AtomicInteger attempts = new AtomicInteger();
    return Mono.defer(
        () ->
            attempts.getAndIncrement() == 0
                ? Mono.error(AttemptFailure.again(failure))
                : Mono.just("done"));
  }
}
