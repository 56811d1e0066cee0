package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.consumers.calls.SourceKind;
import io.hone.schemas.catalog.Namespace;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WorkerSettingsPropertyTest {
  private static final WorkerSettings SETTINGS =
      WorkerSettings.of(new Namespace("t"), SourceKind.SHARE_GROUP, 8);

  @Property
  void shouldLockACallForAsLongAsItMayBeHeldAndHardlyLonger(
      @ForAll @LongRange(min = 1, max = 86_400_000) long limit,
      @ForAll @LongRange(min = 0, max = 86_400_000) long retryWindow,
      @ForAll @LongRange(min = 0, max = 86_400_000) long patience) {
    WorkerSettings settings =
        SETTINGS.withTimes(
            Duration.ofMillis(limit), Duration.ofMillis(retryWindow), Duration.ofMillis(patience));

    Duration lock = settings.source().lock();
    Duration held =
        Duration.ofMillis(limit + retryWindow + patience).plus(WorkerSettings.patience(lock));
    assertThat(lock).isGreaterThanOrEqualTo(held);
    assertThat(lock.minus(held))
        .isLessThanOrEqualTo(lock.toSeconds() <= 15 ? lock : Duration.ofMillis(2));
  }
}
