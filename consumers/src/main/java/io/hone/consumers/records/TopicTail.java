package io.hone.consumers.records;

import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic from its beginning, without a group: committed records only, every one once and
 * in the order of its partition. Every process that follows a topic learns the same from it.
 *
 * <p>A broker or registry that does not answer is waited for. What is no record of the topic is
 * logged and skipped.
 *
 * <p>Life cycle: {@link #start} opens a consumer on a thread of its own, on which the receiver is
 * called; {@link #close} ends both.
 */
public final class TopicTail<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final String topic;
  private final Class<T> type;
  private final Receiver<T> receiver;
  private final Deserializer<Object> values;
  private final RecordReader reader;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean closed;

  /** Learns what is read; not called by two threads at a time. */
  public interface Receiver<T> {
    /** The next record. */
    void record(T value);

    /** What lay in the topic at the start has been handed over; told once. */
    void caughtUp();
  }

  private TopicTail(String topic, Class<T> type, Map<String, Object> kafka, Receiver<T> receiver) {
    this.topic = topic;
    this.type = type;
    this.receiver = receiver;
    this.values = ValueSerdes.specific(kafka);
    this.reader = new RecordReader(values);
    Map<String, Object> mine = new HashMap<>(kafka);
    mine.remove(ConsumerConfig.GROUP_ID_CONFIG);
    mine.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    mine.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    mine.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer =
        new KafkaConsumer<>(mine, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = Thread.ofPlatform().daemon().name("hone-tail-" + topic).unstarted(this::run);
  }

  /**
   * Starts; returns at once, whether or not the broker is there.
   *
   * @param topic its full name
   * @param type of its records
   * @param kafka settings of Kafka's clients and of the registry
   */
  public static <T> TopicTail<T> start(
      String topic, Class<T> type, Map<String, Object> kafka, Receiver<T> receiver) {
    TopicTail<T> tail = new TopicTail<>(topic, type, kafka, receiver);
    tail.thread.start();
    return tail;
  }

  private void run() {
    try (consumer;
        values) {
      Map<TopicPartition, Long> ends = patiently(this::begin);
      boolean caughtUp = false;
      Queue<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
      while (!closed && ends != null) {
        if (!caughtUp && read.isEmpty() && reached(ends)) {
          caughtUp = true;
          receiver.caughtUp();
        }
        patiently(
            () -> {
              if (read.isEmpty()) consumer.poll(POLL).forEach(read::add);
              for (ConsumerRecord<byte[], byte[]> next; (next = read.peek()) != null; ) {
                hand(next);
                read.remove();
              }
              return read;
            });
      }
    } catch (InterruptException e) {
      // It is being closed.
    }
  }

  @FunctionalInterface
  private interface Step<R> {
    R take();
  }

  /** Takes a step until it succeeds; null once this is closed. */
  private <R> @Nullable R patiently(Step<R> step) {
    while (!closed) {
      try {
        return step.take();
      } catch (WakeupException e) {
        // Closed: the loop looks at its flag.
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("reason", e.getMessage())
            .log("a topic cannot be followed now; it is tried again");
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
    return null;
  }

  private Map<TopicPartition, Long> begin() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer.endOffsets(partitions);
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return Boolean.TRUE.equals(
        patiently(
            () ->
                ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())));
  }

  private void hand(ConsumerRecord<byte[], byte[]> record) {
    switch (reader.read(topic, record.headers(), record.value(), type)) {
      case Reading.Event<T> event -> receiver.record(event.value());
      case Reading.Dead<T> dead ->
          LOG.atWarn()
              .addKeyValue("record", topic + "-" + record.partition() + "@" + record.offset())
              .addKeyValue("reason", dead.detail())
              .log("a record that is none was skipped");
    }
  }

  /** Ends within a few seconds. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    LockSupport.unpark(thread);
    if (thread.equals(Thread.currentThread())) return;
    try {
      thread.join(LEAVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
