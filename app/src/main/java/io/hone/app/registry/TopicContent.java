package io.hone.app.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the schemas' topic holds: the ledger's records, and who claimed last to be their writer.
 *
 * <p>Claim and highest id travel in headers, which Confluent's registry ignores.
 *
 * @param end the offset behind the last record
 * @param lastWriter the writer of the last claim; null if nobody claimed yet
 */
record TopicContent(List<LedgerRecord> records, long end, @Nullable String lastWriter) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicContent.class);
  private static final String WRITER = "hone.writer";
  private static final String HIGHEST_ID = "hone.highest.id";

  Optional<String> writer() {
    return Optional.ofNullable(lastWriter);
  }

  /**
   * Everything committed so far.
   *
   * @throws org.apache.kafka.common.KafkaException if it cannot be read in time
   */
  static TopicContent read(
      Map<String, Object> settings, TopicPartition partition, Duration patience) {
    List<LedgerRecord> records = new ArrayList<>();
    String writer = null;
    long end;
    long deadline = System.nanoTime() + patience.toNanos();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> assigned = List.of(partition);
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      end = consumer.endOffsets(assigned).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "%s was not read to its end in %d s".formatted(partition, patience.toSeconds()));
        }
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(200))) {
          writer = claimedBy(r).orElse(writer);
          parse(r).ifPresent(records::add);
        }
      }
    }
    return new TopicContent(List.copyOf(records), end, writer);
  }

  static ProducerRecord<byte[], byte[]> write(TopicPartition partition, LedgerRecord ledgerRecord) {
    ProducerRecord<byte[], byte[]> r =
        new ProducerRecord<>(
            partition.topic(),
            partition.partition(),
            ledgerRecord.keyBytes(),
            ledgerRecord.valueBytes());
    if (ledgerRecord.highestId() > 0) {
      r.headers()
          .add(
              HIGHEST_ID,
              ByteBuffer.allocate(Integer.BYTES).putInt(ledgerRecord.highestId()).array());
    }
    return r;
  }

  static ProducerRecord<byte[], byte[]> claim(TopicPartition partition, String writer) {
    ProducerRecord<byte[], byte[]> r = write(partition, LedgerRecord.noop());
    r.headers().add(WRITER, writer.getBytes(StandardCharsets.UTF_8));
    return r;
  }

  /** The writer that claims the topic with this record, if it is a claim. */
  static Optional<String> claimedBy(ConsumerRecord<byte[], byte[]> r) {
    return Optional.ofNullable(r.headers().lastHeader(WRITER))
        .map(claim -> new String(claim.value(), StandardCharsets.UTF_8));
  }

  private static Optional<LedgerRecord> parse(ConsumerRecord<byte[], byte[]> r) {
    byte[] key = r.key();
    if (key == null) {
      return Optional.empty();
    }
    Header highest = r.headers().lastHeader(HIGHEST_ID);
    int highestId =
        highest == null || highest.value().length != Integer.BYTES
            ? 0
            : ByteBuffer.wrap(highest.value()).getInt();
    try {
      return Optional.of(LedgerRecord.parse(key, r.value(), highestId));
    } catch (IOException e) {
      LOG.warn(
          "Record {} of {} is not JSON; the registry goes on without it", r.offset(), r.topic());
      return Optional.empty();
    }
  }
}
