package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hone.schemas.registry.RegistryException.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InterruptException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FlightCacheTest {
  private static FlightCache<Integer, String> cache(Duration missingTtl) {
    return new FlightCache<>(3, v -> Optional.empty(), missingTtl, InstantSource.system());
  }

  @Test
  void shouldLetAWaiterFetchWhenTheFetcherWasInterrupted() throws Exception {
    FlightCache<Integer, String> cache = cache(Duration.ZERO);
    CountDownLatch fetching = new CountDownLatch(1);
    AtomicReference<Throwable> first = new AtomicReference<>();
    Thread fetcher =
        Thread.ofPlatform()
            .start(
                () ->
                    first.set(
                        catchThrowable(
                            () ->
                                cache.get(
                                    1,
                                    k -> {
                                      fetching.countDown();
                                      return forEver();
                                    }))));
    fetching.await();
    CompletableFuture<String> other = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform().start(() -> other.complete(cache.get(1, k -> "from the waiter")));
    Awaitility.await().until(() -> waiter.getState() == Thread.State.WAITING);

    fetcher.interrupt();

    assertThat(other).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("from the waiter");
    fetcher.join();
    assertThat(first.get()).isInstanceOf(InterruptException.class);
  }

  private static String forEver() {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Test
  void shouldKeepUnknownButNoOtherFailure() {
    FlightCache<Integer, String> cache = cache(Duration.ofMinutes(1));

    fails(() -> cache.get(1, k -> fail(Kind.UNKNOWN)));
    Throwable again = catchThrowable(() -> cache.get(1, k -> "now there"));
    fails(() -> cache.get(2, k -> fail(Kind.UNAVAILABLE)));
    String recovered = cache.get(2, k -> "back");

    assertThat(again)
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNKNOWN));
    assertThat(recovered).isEqualTo("back");
  }

  private static void fails(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(RegistryException.class);
  }

  private static String fail(Kind kind) {
    throw new RegistryException(kind, 404, 40403, "no", null);
  }

  @Test
  void shouldHoldNoMoreThanItsCapacity() {
    FlightCache<Integer, String> cache = cache(Duration.ofMinutes(1));

    for (int key = 0; key < 10; key++) {
      int one = key;
      if (key % 2 == 0) cache.get(key, k -> "value");
      else fails(() -> cache.get(one, k -> fail(Kind.UNKNOWN)));
    }

    assertThat(cache.size()).isEqualTo(3);
  }
}
