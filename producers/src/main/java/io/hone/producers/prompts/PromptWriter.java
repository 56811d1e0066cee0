package io.hone.producers.prompts;

import io.hone.event.Prompt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes prompts by an idempotent producer, acknowledged by all replicas in sync. What it holds in
 * memory is bounded by {@code buffer.memory}; it waits when that is full. After the first failure
 * it takes nothing more.
 *
 * <p>Life cycle: {@link #close} ends the producer; the serializer is its maker's to close.
 */
public final class PromptWriter implements PromptSink, AutoCloseable {
  /** What Kafka's batch has around a record, at most, with room to spare. */
  private static final int OVERHEAD = 512;

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<Object> serializer;
  private final int mostBytes;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  private PromptWriter(
      String topic,
      Producer<byte[], byte[]> producer,
      Serializer<Object> serializer,
      int mostBytes) {
    this.topic = topic;
    this.producer = producer;
    this.serializer = serializer;
    this.mostBytes = mostBytes;
  }

  /**
   * A writer of a run's prompts.
   *
   * @param settings of Kafka's clients; {@code max.request.size} among them says how large a record
   *     may be, 1 MiB if not given
   */
  public static PromptWriter open(
      Map<String, Object> settings, String topic, Serializer<Object> serializer) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.put("acks", "all");
    mine.put("enable.idempotence", "true");
    mine.putIfAbsent("max.block.ms", "30000");
    mine.putIfAbsent("delivery.timeout.ms", "30000");
    mine.putIfAbsent("request.timeout.ms", "10000");
    mine.putIfAbsent("linger.ms", "20");
    mine.putIfAbsent("batch.size", Integer.toString(128 << 10));
    Object most = mine.getOrDefault("max.request.size", 1 << 20);
    return new PromptWriter(
        topic,
        new KafkaProducer<>(mine, new ByteArraySerializer(), new ByteArraySerializer()),
        serializer,
        Integer.parseInt(most.toString()) - OVERHEAD);
  }

  @Override
  public byte[] encode(Prompt prompt) {
    byte[] value = serializer.serialize(topic, prompt);
    if (value.length > mostBytes) {
      throw new UnfitException(
          "is a record of %d bytes, where the cluster takes %d: shorten it, or raise max.request.size and the topic's max.message.bytes"
              .formatted(value.length, mostBytes));
    }
    return value;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
  public void send(String promptId, byte[] encoded) {
    requireSound();
    producer.send(
        new ProducerRecord<>(topic, promptId.getBytes(StandardCharsets.UTF_8), encoded),
        (metadata, failed) -> {
          if (failed == null) {
            acknowledged.incrementAndGet();
          } else {
            failure.compareAndSet(
                null, failed instanceof KafkaException k ? k : new KafkaException(failed));
          }
        });
  }

  @Override
  public void flush() {
    producer.flush();
    requireSound();
  }

  private void requireSound() {
    RuntimeException failed = failure.get();
    if (failed != null) throw failed;
  }

  /** How many prompts are durable by now. */
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(failure.get() == null ? 30 : 0));
  }
}
