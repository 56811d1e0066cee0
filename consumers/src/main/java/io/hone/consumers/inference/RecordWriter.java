package io.hone.consumers.inference;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Writes facts so that they stay: by an idempotent producer, acknowledged by all replicas in sync.
 * A registry or broker that does not help is waited for, for as long as it takes. Safe for many
 * threads. {@link #close} ends the producer and the serializer.
 */
final class RecordWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final Serializer<Object> serializer;
  private final Scheduler blocking;

  RecordWriter(
      Producer<byte[], byte[]> producer, Serializer<Object> serializer, Scheduler blocking) {
    this.producer = producer;
    this.serializer = serializer;
    this.blocking = blocking;
  }

  /** A producer with the settings that the promise needs. */
  static Producer<byte[], byte[]> producer(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Writes one record.
   *
   * @return completes when the record is durable; fails if no waiting will help, with {@link
   *     RecordTooLargeException} if the record is larger than the broker or the producer takes
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
  Mono<Void> write(String topic, byte @Nullable [] key, SpecificRecord value) {
    return Mono.<Void>create(
            sink -> {
              byte[] bytes = serializer.serialize(topic, value);
              producer.send(
                  new ProducerRecord<>(topic, key, bytes),
                  (metadata, failure) -> {
                    if (failure == null) {
                      sink.success();
                    } else {
                      sink.error(failure);
                    }
                  });
            })
        .subscribeOn(blocking)
        .retryWhen(waiting(RecordWriter::passes, "a result waits to be written"));
  }

  Mono<Void> write(String topic, String key, SpecificRecord value) {
    return write(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }

  /** Everything but what is the record's or the program's own fault. */
  private static boolean passes(Throwable e) {
    if (e instanceof RecordTooLargeException || e instanceof UnsupportedVersionException) {
      return false;
    }
    return e instanceof KafkaException
        && (!(e instanceof SerializationException)
            || e instanceof io.hone.schemas.registry.RegistryException
            || e.getCause() instanceof java.io.IOException);
  }

  /** Retries for ever what passes, at growing intervals, and says so. */
  static Retry waiting(java.util.function.Predicate<Throwable> passes, String what) {
    return Retry.backoff(Long.MAX_VALUE, FIRST)
        .maxBackoff(LONGEST)
        .filter(passes)
        .doBeforeRetry(
            signal ->
                LOG.atWarn()
                    .addKeyValue("attempt", signal.totalRetries() + 1)
                    .addKeyValue("reason", signal.failure().getMessage())
                    .log(what));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(3));
    serializer.close();
  }
}
