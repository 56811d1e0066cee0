package io.hone.app.records;

import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed, decoded records of a run, from its beginning to where it stood when the reader was
 * opened. Every reading is a new pass over the topic; nothing is kept.
 *
 * <p>For one thread. Whoever opened it closes it; the cluster stays the caller's.
 */
public final class RunReader implements RunRecords, AutoCloseable {
  /** Longer than a transaction may stay open: until then its records are neither in nor out. */
  private static final Duration STALLED = Duration.ofSeconds(90);

  private static final Duration POLL = Duration.ofMillis(200);

  private final Namespace run;
  private final RunEnds ends;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Decoding values;

  private RunReader(
      Namespace run, RunEnds ends, KafkaConsumer<byte[], byte[]> consumer, Decoding values) {
    this.run = run;
    this.ends = ends;
    this.consumer = consumer;
    this.values = values;
  }

  /**
   * Fixes the ends now.
   *
   * @throws org.apache.kafka.common.errors.InvalidTopicException if there is no topic of the run
   */
  public static RunReader open(Cluster cluster, Namespace run) {
    RunEnds ends = RunEnds.now(cluster.admin(), run);
    return new RunReader(
        run, ends, consumer(promptly(cluster.settings())), Decoding.by(cluster.settings()));
  }

  /**
   * For who reads up to an end that is known: the fetch that the consumer sends past it holds up
   * the next partition, or the closing, for as long as it may wait.
   */
  static Map<String, Object> promptly(Map<String, Object> settings) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.put("fetch.max.wait.ms", 10);
    return mine;
  }

  static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.remove("group.id");
    mine.put("isolation.level", "read_committed");
    mine.put("enable.auto.commit", "false");
    mine.putIfAbsent("request.timeout.ms", 10_000); // a broker that died without a word
    mine.putIfAbsent("max.poll.records", 5_000);
    mine.putIfAbsent("max.partition.fetch.bytes", 8 << 20);
    return new KafkaConsumer<>(mine, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public int partitions(Topic topic) {
    return ends.partitions().getOrDefault(topic, 0);
  }

  @Override
  public boolean played(Position position) {
    TopicPartition partition =
        new TopicPartition(run.topic(position.topic()), position.partition());
    return position.offset() < ends.played().getOrDefault(partition, 0L);
  }

  /**
   * @throws TimeoutException if the broker has handed out nothing for {@link #STALLED}
   * @throws SerializationException if the registry does not help
   */
  @Override
  public void read(Topic topic, int partition, Receiver receiver) {
    TopicPartition where = new TopicPartition(run.topic(topic), partition);
    long end = ends.ends().getOrDefault(where, 0L);
    if (end == 0) return;
    consumer.assign(List.of(where));
    consumer.seekToBeginning(List.of(where));
    long position = consumer.position(where);
    long moved = System.nanoTime();
    while (position < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) values.hand(topic, record, receiver);
      }
      if (consumer.position(where) > position) {
        position = consumer.position(where);
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STALLED.toNanos()) {
        throw new TimeoutException(
            "partition %d of %s gives nothing after offset %d, though it goes on to %d: see whether its broker is well and whether a transaction is left open (kafka-transactions.sh find-hanging)"
                .formatted(partition, where.topic(), position, end));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    values.close();
  }
}
