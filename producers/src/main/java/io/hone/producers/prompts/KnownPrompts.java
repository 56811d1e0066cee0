package io.hone.producers.prompts;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ids of the prompts that a topic holds, read from its keys, from its beginning to its end. */
public final class KnownPrompts {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private KnownPrompts() {}

  /**
   * Reads what is committed by now.
   *
   * @param settings of Kafka's clients
   * @throws TimeoutException if no broker gives anything for 30 s, or a partition has no leader for
   *     a minute
   */
  public static SeenPrompts.Remembered read(Map<String, Object> settings, String topic) {
    SeenPrompts.Remembered seen = new SeenPrompts.Remembered();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long since = System.nanoTime();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) since = System.nanoTime();
        if (System.nanoTime() - since > PATIENCE.toNanos()) {
          throw new TimeoutException("no record for %d s".formatted(PATIENCE.toSeconds()));
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
          if (record.key() != null) {
            seen.inTopic(new String(record.key(), StandardCharsets.UTF_8));
          }
        }
      }
    } catch (TimeoutException e) {
      throw new TimeoutException(
          "what %s holds already cannot be read (%s): see whether all its partitions have a leader, and run the command again, which submits nothing twice, or with --blind"
              .formatted(topic, e.getMessage()),
          e);
    }
    return seen;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.remove("group.id");
    mine.put("isolation.level", "read_committed");
    mine.put("enable.auto.commit", "false");
    mine.put("fetch.max.wait.ms", 10); // close waits for the fetch that goes past the end
    // Kafka's 30 s would let two brokers that died without a word take the whole minute it tries.
    mine.putIfAbsent("request.timeout.ms", "10000");
    return new KafkaConsumer<>(mine, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
