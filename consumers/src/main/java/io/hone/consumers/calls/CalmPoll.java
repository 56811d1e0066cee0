package io.hone.consumers.calls;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;

/**
 * The polls of one share consumer, and whether they wait or spin.
 *
 * <p>While the coordinator of its group does not answer, a consumer of Kafka 4.3 does not wait for
 * records but looks again and again until the poll's time is up, and keeps its network thread at it
 * (KAFKA-20253, KAFKA-21010; not mended in 4.3.1). The 24 of a worker so take all processors of a
 * machine, that of a broker which is to start again, too. Nothing tells but the processor time: a
 * poll that waits in vain takes some 0.1 ms.
 *
 * <p>Of one thread, because the processor time is.
 */
final class CalmPoll {
  static final Duration LONGEST = Duration.ofSeconds(1);
  static final Duration SHORTEST = Duration.ofMillis(4);

  private static final long POLL_NANOS = 200_000;
  private static final int SHARE = 200;
  private static final int GROWTH = 4;

  private final LongSupplier processorNanos;
  private Duration next = LONGEST;

  CalmPoll() {
    this(ofThread(ManagementFactory.getThreadMXBean()));
  }

  /**
   * @param processorNanos what the calling thread has used so far; constant if nobody knows
   */
  CalmPoll(LongSupplier processorNanos) {
    this.processorNanos = processorNanos;
  }

  private static LongSupplier ofThread(ThreadMXBean threads) {
    return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : () -> 0;
  }

  /** Waits for records, less long for as long as waiting means spinning. */
  ConsumerRecords<byte[], byte[]> poll(ShareConsumer<byte[], byte[]> consumer) {
    long before = processorNanos.getAsLong();
    ConsumerRecords<byte[], byte[]> come = consumer.poll(next);
    long used = processorNanos.getAsLong() - before;
    boolean spins = come.isEmpty() && used > POLL_NANOS + next.toNanos() / SHARE;
    next = spins ? SHORTEST : longer();
    return come;
  }

  private Duration longer() {
    Duration longer = next.multipliedBy(GROWTH);
    return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }

  /** Whether the last poll spun, so that its caller had better wait itself. */
  boolean spun() {
    return next.equals(SHORTEST);
  }
}
