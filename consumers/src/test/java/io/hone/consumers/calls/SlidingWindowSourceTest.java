package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SlidingWindowSourceTest extends CallSourceContract {
  @Override
  SourceKind kind() {
    return SourceKind.SLIDING_WINDOW;
  }

  @Test
  void shouldLeaveTheProcessorToTheModelWhileMoreWaitsThanItMayHold() {
    write(0, 0, 10 * settings.window());
    Notes notes = new Notes(CallSourceContract::never);
    start(notes);
    await().atMost(LONG).until(() -> notes.seen.size() == settings.window());

    assertThat(pollingTakesFor(Duration.ofSeconds(2))).isLessThan(0.3);
    assertThat(notes.seen).hasSize(settings.window());
  }
}
