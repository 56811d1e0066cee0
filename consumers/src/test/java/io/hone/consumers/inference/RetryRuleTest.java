package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
  private static final RetryRule RULE =
      new RetryRule(5, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(1));

  @Property
  void shouldWaitWithinItsBounds(
      @ForAll @IntRange(min = 1, max = 4) int failures,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double draw) {
    long most = Math.min(1000, 100L << (failures - 1));

    Optional<Duration> wait = RULE.next(failures, Optional.empty(), Duration.ZERO, draw);

    assertThat(wait.orElseThrow()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
  }

  @Property
  void shouldNeverBeginAnAttemptBehindTheWindow(
      @ForAll @IntRange(min = 1, max = 10) int failures,
      @ForAll @LongRange(max = 120_000) long since,
      @ForAll @LongRange(max = 120_000) long asked) {
    Duration passed = Duration.ofMillis(since);

    Optional<Duration> wait =
        RULE.next(failures, Optional.of(Duration.ofMillis(asked)), passed, 0.5);

    assertThat(wait.stream()).allMatch(w -> passed.plus(w).compareTo(RULE.window()) <= 0);
  }

  @Test
  void shouldHearAServerThatAsksForMore() {
    Optional<Duration> wait = RULE.next(1, Optional.of(Duration.ofSeconds(20)), Duration.ZERO, 0);

    assertThat(wait).contains(Duration.ofSeconds(20));
  }

  @Test
  void shouldEndAfterItsAttempts() {
    assertThat(RULE.next(5, Optional.empty(), Duration.ZERO, 0)).isEmpty();
    assertThat(RULE.next(4, Optional.empty(), Duration.ZERO, 0)).isPresent();
  }

  @Test
  void shouldRefuseNoAttempts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RetryRule(0, Duration.ZERO, Duration.ZERO, Duration.ZERO))
        .withMessageContaining("attempts is 0");
  }
}
