package io.hone.consumers.records;

import io.hone.event.DeadLetterReason;
import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed records of partitions that are named, without a group. For one thread.
 *
 * <p>A registry that does not help makes {@link #poll} and {@link #readAll} throw; open a new
 * reader then and begin again.
 */
public final class CommittedReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<Object> values;
  private final RecordReader reader;

  /**
   * A record.
   *
   * @param event empty if it is not what was wanted; that is logged
   */
  public record Entry<T>(TopicPartition partition, long offset, Optional<T> event) {}

  /**
   * @param kafka settings of Kafka's clients and of the registry
   */
  public CommittedReader(Map<String, Object> kafka) {
    values = ValueSerdes.specific(kafka);
    reader = new RecordReader(values);
    Map<String, Object> config = new HashMap<>(kafka);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // A fetch past the end of one partition holds up the next, and the closing.
    config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The partitions of a topic. */
  public List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(each -> new TopicPartition(topic, each.partition()))
        .toList();
  }

  /** Reads these from now on, each from that offset. */
  public void assign(Map<TopicPartition, Long> from) {
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
  }

  /** Up to where it has read. */
  public long position(TopicPartition partition) {
    return consumer.position(partition);
  }

  /** What has come; nothing if nothing has within the time. */
  public Collection<Entry<Object>> poll(Duration most) {
    List<Entry<Object>> entries = new java.util.ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(most)) {
      entries.add(entry(each, Object.class));
    }
    return entries;
  }

  /**
   * All events of a partition from its beginning, in order; what is no event is passed over.
   *
   * @param end the first offset that is not read; empty: where the topic ends now
   */
  public <T> void readAll(
      TopicPartition partition, Optional<Long> end, Class<T> type, Consumer<T> events) {
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long last =
        end.orElseGet(() -> consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
    while (consumer.position(partition) < last) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        if (each.offset() < last) entry(each, type).event().ifPresent(events);
      }
    }
  }

  private <T> Entry<T> entry(ConsumerRecord<byte[], byte[]> each, Class<T> type) {
    TopicPartition partition = new TopicPartition(each.topic(), each.partition());
    Optional<T> event =
        switch (reader.read(each.topic(), each.headers(), each.value(), type)) {
          case Reading.Event<T>(T value) -> Optional.of(value);
          case Reading.Dead<T>(DeadLetterReason reason, String detail) -> {
            LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", each.offset())
                .addKeyValue("reason", reason)
                .addKeyValue("detail", detail)
                .log("a record is not what its topic should hold and is passed over");
            yield Optional.empty();
          }
        };
    return new Entry<>(partition, each.offset(), event);
  }

  @Override
  public void close() {
    consumer.close();
    values.close();
  }
}
