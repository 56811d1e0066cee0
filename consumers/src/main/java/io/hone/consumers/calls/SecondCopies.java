package io.hone.consumers.calls;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The durable count of attempts of a share group: a call that comes a second time is written to its
 * topic anew, with a header that says how often it was begun, and the old record is acknowledged.
 *
 * <p>The group's own delivery count does not tell it: when a process with several consumers dies,
 * the broker finds their connections dead one after the other, and hands a record from one to the
 * next in between, so that one death counts several times, and a few of them reach the limit above
 * which the broker forgets the record. A copy begins from 1 again.
 *
 * <p>Safe for many threads.
 */
final class SecondCopies implements AutoCloseable {
  /** How often the call has been begun before this copy, as a decimal number. */
  static final String HEADER = "hone.tries";

  /**
   * The offset of the record that this is a copy of, in the same partition, as a decimal number.
   */
  static final String ORIGINAL = "hone.original";

  private final KafkaProducer<byte[], byte[]> producer;
  private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

  SecondCopies(Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How often the record was begun before this copy of it; 0 for a header that is no number. */
  static int triesBefore(ConsumerRecord<byte[], byte[]> record) {
    String text = text(record, HEADER);
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static String place(ConsumerRecord<byte[], byte[]> record, String offset) {
    return record.topic() + "-" + record.partition() + "@" + offset;
  }

  /**
   * Whether the record is a copy that was written here, whose original is not {@link #settled} yet.
   */
  boolean unsettled(ConsumerRecord<byte[], byte[]> record) {
    String original = text(record, ORIGINAL);
    return !original.isEmpty() && unsettled.contains(place(record, original));
  }

  /** Says that the acknowledgement of the original has come to its end, well or not. */
  void settled(ConsumerRecord<byte[], byte[]> original) {
    unsettled.remove(place(original, Long.toString(original.offset())));
  }

  /**
   * Returns when the copy is durable. Until {@link #settled} is called with the same record, also
   * after a failure, the copy is {@link #unsettled}.
   *
   * @throws KafkaException if it is not
   */
  void write(ConsumerRecord<byte[], byte[]> record, int tries) {
    Headers headers = new RecordHeaders(record.headers().toArray());
    headers.remove(HEADER);
    headers.remove(ORIGINAL);
    headers.add(HEADER, Integer.toString(tries).getBytes(StandardCharsets.UTF_8));
    String offset = Long.toString(record.offset());
    headers.add(ORIGINAL, offset.getBytes(StandardCharsets.UTF_8));
    unsettled.add(place(record, offset));
    try {
      producer
          .send(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  headers))
          .get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException k) throw k;
      throw new KafkaException("a second copy of " + record.topic(), e.getCause());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
