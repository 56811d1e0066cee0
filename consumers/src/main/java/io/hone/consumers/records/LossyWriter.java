package io.hone.consumers.records;

import io.hone.schemas.serde.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records that may be lost, and never holds up who writes: a thread of its own waits for
 * registry and broker. While they do not help, the latest {@value #WAITING} records wait, and older
 * ones are dropped; one warning says so. A record may come twice.
 *
 * <p>For any number of threads. The producer is made with the first record. {@link #close} gives
 * what waits a moment, then drops it; it returns within 5 s.
 */
public final class LossyWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LossyWriter.class);
  private static final int WAITING = 64;
  private static final int LONGEST_BLOCK_MS = 5_000;
  private static final long CLOSING_SECONDS = 2;

  private final Map<String, Object> kafka;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean failing = new AtomicBoolean();
  private @Nullable Output output; // the thread's own

  /** What the thread writes with. */
  private record Output(Producer<byte[], byte[]> producer, Serializer<Object> values) {
    static Output open(Map<String, Object> kafka) {
      Serializer<Object> values = ValueSerdes.serializer(kafka);
      Map<String, Object> config = new HashMap<>(kafka);
      config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MS);
      // An idempotent producer that waits for its id does not close before its broker answers.
      config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
      return new Output(
          new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
          values);
    }
  }

  /**
   * @param kafka settings of Kafka's clients and of the registry
   */
  public LossyWriter(Map<String, Object> kafka) {
    this.kafka = Map.copyOf(kafka);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread made = new Thread(work, "hone-lossy-writer");
              made.setDaemon(true);
              return made;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());
  }

  /** Returns at once; after {@link #close} the record is dropped. */
  public void write(String topic, String key, SpecificRecord value) {
    thread.execute(() -> send(topic, key, value));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells
  private void send(String topic, String key, SpecificRecord value) {
    try {
      if (output == null) output = Output.open(kafka);
      byte[] bytes = output.values().serialize(topic, value);
      output
          .producer()
          .send(
              new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bytes),
              (written, failure) -> ended(topic, failure));
    } catch (RuntimeException e) { // whatever it is, who writes must not suffer
      ended(topic, e);
    }
  }

  private void ended(String topic, @Nullable Exception failure) {
    if (failure == null) {
      failing.set(false);
    } else if (failing.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("reason", failure.getMessage())
          .log("records are lost until the topic can be written to; nothing else suffers");
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
        if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) return;
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
      return;
    }
    if (output == null) return;
    output.producer().close(Duration.ofSeconds(1));
    output.values().close();
  }
}
