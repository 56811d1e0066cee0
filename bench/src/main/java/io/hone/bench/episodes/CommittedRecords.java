package io.hone.bench.episodes;

import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The committed records of one topic, from its beginning. */
final class CommittedRecords implements AutoCloseable {
  private static final Duration STALLED = Duration.ofSeconds(60);

  private final String topic;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<TopicPartition> partitions;
  private long count;

  CommittedRecords(Namespace run, Topic topic, Map<String, Object> clients) {
    this.topic = run.topic(topic);
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put("isolation.level", "read_committed");
    settings.put("fetch.max.wait.ms", 20); // close() waits for the last fetch
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    this.partitions =
        consumer.partitionsFor(this.topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** How many were read so far, after reading what is there or comes within some milliseconds. */
  long count() {
    count += consumer.poll(Duration.ofMillis(5)).count();
    return count;
  }

  /**
   * Returns as soon as there are so many.
   *
   * @param fewer told after each reading how many there are, until there are so many
   * @throws IllegalStateException if none comes for a minute
   */
  void await(long wanted, LongConsumer fewer) {
    long seen = -1;
    long since = System.nanoTime();
    while (count() < wanted) {
      if (count != seen) {
        seen = count;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > STALLED.toNanos()) {
        throw new IllegalStateException(
            "%s has %d records and should get %d, but none came for a minute: run the benchmark with --verbose and HONE_JAVA_OPTS=-Dhone.log.file=FILE to see why."
                .formatted(topic, count, wanted));
      }
      fewer.accept(count);
    }
  }

  /** Hands over all that there are now. */
  void each(Consumer<ConsumerRecord<String, byte[]>> action) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
      consumer.poll(Duration.ofMillis(100)).forEach(action);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
