package io.hone.consumers.calls;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition for as long as it belongs to this process: what waits, what runs, how far it came
 * and what of that has been committed. A partition that comes back gets a new one. For one thread.
 */
final class Assignment {
  private final TopicPartition partition;
  private final int rank;
  private final PartitionWindow window;
  private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
  private final Map<Long, Running> running = new HashMap<>();
  private @Nullable OffsetAndMetadata said;
  private boolean paused;

  Assignment(TopicPartition partition, int rank, PartitionWindow window) {
    this.partition = partition;
    this.rank = rank;
    this.window = window;
  }

  TopicPartition partition() {
    return partition;
  }

  int rank() {
    return rank;
  }

  PartitionWindow window() {
    return window;
  }

  /** Come and not begun, in order. */
  Deque<ConsumerRecord<byte[], byte[]>> waiting() {
    return waiting;
  }

  /** Begun and not ended, by offset. */
  Map<Long, Running> running() {
    return running;
  }

  int held() {
    return running.size();
  }

  boolean busy() {
    return !running.isEmpty();
  }

  boolean paused() {
    return paused;
  }

  void paused(boolean value) {
    paused = value;
  }

  /** Begun but never handed out: as if it had not been. */
  void forget(long offset) {
    running.remove(offset);
    window.giveBack(offset);
  }

  /** Puts a record whose work failed back to the front, its attempt counted. */
  void waitAgain(long offset, ConsumerRecord<byte[], byte[]> record) {
    if (window.attempts(offset) > 0) waiting.addFirst(record);
  }

  /** What there is to commit, if it is not what was committed last. */
  Optional<OffsetAndMetadata> unsaid() {
    OffsetAndMetadata now = new OffsetAndMetadata(window.prefix(), window.note());
    return now.equals(said) ? Optional.empty() : Optional.of(now);
  }

  void said(OffsetAndMetadata committed) {
    said = committed;
  }

  void cancel() {
    running.values().forEach(Running::cancel);
  }
}
