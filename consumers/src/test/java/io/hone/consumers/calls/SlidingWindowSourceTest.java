package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SlidingWindowSourceTest extends CallSourceContract {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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

    Duration watched = Duration.ofSeconds(2);
    long before = processorNanos();
    await().pollDelay(watched).until(() -> true);

    assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(watched.dividedBy(5));
    assertThat(notes.seen).hasSize(settings.window());
  }

  /** Of the thread that polls. */
  private long processorNanos() {
    String name = "hone-calls-" + settings.group();
    return LongStream.of(THREADS.getAllThreadIds())
        .filter(id -> isNamed(id, name))
        .map(THREADS::getThreadCpuTime)
        .sum();
  }

  private static boolean isNamed(long id, String name) {
    ThreadInfo thread = THREADS.getThreadInfo(id);
    return thread != null && thread.getThreadName().equals(name);
  }
}
