package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ClusterPatienceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE); // nanoseconds may overflow
  private final List<String> said = new ArrayList<>();
  private int tries;

  private String startOnTry(int number, Duration most) {
    return new ClusterPatience(most, now::get, said::add)
        .start(
            () -> {
              now.addAndGet(Duration.ofSeconds(5).toNanos());
              if (++tries < number) throw new TimeoutException("nobody answers");
              return "started";
            });
  }

  @Test
  void shouldTryAgainUntilTheClusterAnswersAndSaySoOnce() {
    assertThat(startOnTry(4, Duration.ofSeconds(60))).isEqualTo("started");

    assertThat(said).containsExactly("nobody answers. Trying again for 60 s.");
  }

  @Test
  void shouldGiveUpWhenItsTimeIsOver() {
    assertThatThrownBy(() -> startOnTry(4, Duration.ofSeconds(12)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("nobody answers");

    assertThat(tries).isEqualTo(3);
  }

  @Test
  void shouldTryOnceWithoutPatience() {
    assertThatThrownBy(() -> startOnTry(2, Duration.ZERO)).isInstanceOf(TimeoutException.class);

    assertThat(tries).isOne();
    assertThat(said).isEmpty();
  }
}
