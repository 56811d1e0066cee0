package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CalmPollTest {
  private static final ConsumerRecords<byte[], byte[]> ONE =
      new ConsumerRecords<>(
          Map.of(
              new TopicPartition("t", 0),
              List.of(new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]))),
          Map.of());

  /** The part of its time that a poll spends on the processor, in thousandths. */
  private int busy;

  private long processorNanos;
  private Duration asked = Duration.ZERO;
  private ConsumerRecords<byte[], byte[]> come = ConsumerRecords.empty();
  private final CalmPoll calm = new CalmPoll(() -> processorNanos);

  @SuppressWarnings("unchecked")
  private final ShareConsumer<byte[], byte[]> consumer =
      (ShareConsumer<byte[], byte[]>)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ShareConsumer.class},
              (proxy, method, arguments) -> {
                asked = (Duration) arguments[0];
                processorNanos += 100_000 + asked.toNanos() / 1_000 * busy;
                return come;
              });

  private Duration poll() {
    assertThat(calm.poll(consumer)).isSameAs(come);
    return asked;
  }

  @Test
  void shouldWaitLongWhileNothingComes() {
    assertThat(Stream.generate(this::poll).limit(5)).containsOnly(CalmPoll.LONGEST);
    assertThat(calm.spun()).isFalse();
  }

  @Test
  void shouldNoLongerWaitThereWhileItSpins() {
    busy = 400;

    assertThat(Stream.generate(this::poll).limit(4))
        .containsExactly(CalmPoll.LONGEST, CalmPoll.SHORTEST, CalmPoll.SHORTEST, CalmPoll.SHORTEST);
    assertThat(calm.spun()).isTrue();
  }

  @Test
  void shouldFindASpinningPollOnACrowdedMachine() {
    busy = 10; // a hundred threads on one processor

    poll();

    assertThat(calm.spun()).isTrue();
  }

  @Test
  void shouldWaitLongerAgainWhenItSpinsNoMore() {
    busy = 400;
    poll();
    busy = 0;

    assertThat(Stream.generate(this::poll).limit(6))
        .extracting(Duration::toMillis)
        .containsExactly(4L, 16L, 64L, 256L, 1_000L, 1_000L);
  }

  @Test
  void shouldNotTakeWorkForSpinning() {
    busy = 400;
    come = ONE;

    poll();

    assertThat(calm.spun()).isFalse();
  }
}
