package io.hone.consumers.inference;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
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
    // Results come one by one; together they cost the broker less, and a call takes far longer.
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 10);
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
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
    Mono<Void> sent =
        Mono.<Void>create(
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
            .subscribeOn(blocking);
    return patiently(sent, RecordWriter::passes, "a result waits to be written");
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

  /**
   * The work, tried again for ever at growing intervals while what it fails with passes, and says
   * so. What succeeds at once does not pay for the machinery of retries.
   */
  static <T> Mono<T> patiently(Mono<T> work, Predicate<Throwable> passes, String what) {
    return work.onErrorResume(
        passes,
        first -> {
          tell(what, 1, first);
          return work.retryWhen(
                  Retry.backoff(Long.MAX_VALUE, FIRST.multipliedBy(2))
                      .maxBackoff(LONGEST)
                      .filter(passes)
                      .doBeforeRetry(
                          signal -> tell(what, signal.totalRetries() + 2, signal.failure())))
              .delaySubscription(FIRST);
        });
  }

  private static void tell(String what, long attempt, Throwable reason) {
    LOG.atWarn()
        .addKeyValue("attempt", attempt)
        .addKeyValue("reason", reason.getMessage())
        .log(what);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(3));
    serializer.close();
  }
}
