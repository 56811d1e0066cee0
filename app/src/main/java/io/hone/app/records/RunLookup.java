package io.hone.app.records;

import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single committed records of a run, and short stretches of its topics, when somebody asks. Safe
 * for many threads, who wait for each other. Opens its consumer with the first question, and a new
 * one after a failure.
 */
public final class RunLookup implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A stretch is short: what else is fetched is thrown away. */
  private static final int FETCH = 1 << 20;

  private final Map<String, Object> kafka;
  private final Namespace run;
  private @Nullable Open open;

  private record Open(KafkaConsumer<byte[], byte[]> consumer, Decoding values) {
    private void close() {
      consumer.close();
      values.close();
    }
  }

  /**
   * @param kafka settings of clients and registry
   */
  public RunLookup(Map<String, Object> kafka, Namespace run) {
    this.kafka = RunReader.promptly(kafka);
    this.kafka.put("max.partition.fetch.bytes", FETCH);
    this.kafka.put("max.poll.records", 500);
    this.run = run;
  }

  /**
   * The record at a position; empty if there is none any more, or it is none of its contract.
   *
   * @throws KafkaException if the broker or the registry does not help
   */
  public Optional<SpecificRecord> at(Position position) {
    AtomicReference<@Nullable SpecificRecord> found = new AtomicReference<>();
    Receiver receiver =
        new Receiver() {
          @Override
          public void record(Position at, SpecificRecord value) {
            if (at.equals(position)) found.set(value);
          }

          @Override
          public void unreadable(Position at, String why) {
            // There is none, then.
          }
        };
    long offset = position.offset();
    asked(
        open -> {
          Place place = place(position.topic(), position.partition());
          if (!isThere(open, place, offset)) return true;
          return read(
              open,
              place,
              new Stretch(offset, offset + 1, 1),
              record -> open.values().hand(place.topic(), record, receiver),
              () -> false);
        });
    return Optional.ofNullable(found.get());
  }

  private static boolean isThere(Open open, Place place, long offset) {
    List<TopicPartition> one = List.of(place.partition());
    KafkaConsumer<byte[], byte[]> consumer = open.consumer();
    if (place.partition().partition() >= consumer.partitionsFor(place.partition().topic()).size()) {
      return false;
    }
    return offset >= consumer.beginningOffsets(one, LIMIT).getOrDefault(place.partition(), 0L)
        && offset < consumer.endOffsets(one, LIMIT).getOrDefault(place.partition(), 0L);
  }

  /**
   * Records of one key from a time on.
   *
   * @param from of records that were written then or later
   * @param most records are looked at, those of other keys among them
   */
  public record Search(Topic topic, int partition, Instant from, String key, long most) {}

  /**
   * Hands over what a search finds, in the order of the partition.
   *
   * @param enough asked after each batch: whether no more is wanted
   * @return whether everything was looked at, or enough
   * @throws KafkaException if the broker or the registry does not help
   */
  public boolean search(Search search, Receiver receiver, BooleanSupplier enough) {
    byte[] key = search.key().getBytes(StandardCharsets.UTF_8);
    return asked(
        open -> {
          Place place = place(search.topic(), search.partition());
          TopicPartition where = place.partition();
          Map<TopicPartition, OffsetAndTimestamp> begin =
              open.consumer().offsetsForTimes(Map.of(where, search.from().toEpochMilli()), LIMIT);
          @Nullable OffsetAndTimestamp first = begin.get(where);
          if (first == null) return true;
          long end = open.consumer().endOffsets(List.of(where), LIMIT).getOrDefault(where, 0L);
          Stretch stretch = new Stretch(first.offset(), end, search.most());
          return read(
              open,
              place,
              stretch,
              record -> {
                if (Arrays.equals(record.key(), key)) {
                  open.values().hand(place.topic(), record, receiver);
                }
              },
              enough);
        });
  }

  private record Place(Topic topic, TopicPartition partition) {}

  private Place place(Topic topic, int partition) {
    return new Place(topic, new TopicPartition(run.topic(topic), partition));
  }

  /**
   * What is read.
   *
   * @param most records at most
   */
  private record Stretch(long from, long end, long most) {}

  private boolean read(
      Open open,
      Place place,
      Stretch stretch,
      Consumer<ConsumerRecord<byte[], byte[]>> records,
      BooleanSupplier enough) {
    TopicPartition where = place.partition();
    KafkaConsumer<byte[], byte[]> consumer = open.consumer();
    consumer.assign(List.of(where));
    consumer.seek(where, stretch.from());
    long handed = 0;
    long position = stretch.from();
    long moved = System.nanoTime();
    while (position < stretch.end() && handed < stretch.most() && !enough.getAsBoolean()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() >= stretch.end()) break;
        records.accept(record);
        handed++;
      }
      long now = consumer.position(where);
      if (now > position) {
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > LIMIT.toNanos()) {
        throw new TimeoutException("%s gives nothing after offset %d".formatted(where, position));
      }
      position = now;
    }
    return position >= stretch.end() || enough.getAsBoolean();
  }

  @FunctionalInterface
  private interface Question {
    boolean ask(Open open);
  }

  private synchronized boolean asked(Question question) {
    Open asked = open;
    if (asked == null) asked = new Open(RunReader.consumer(kafka), Decoding.by(kafka));
    open = asked;
    try {
      return question.ask(asked);
    } catch (KafkaException e) {
      close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    Open closing = open;
    open = null;
    if (closing != null) closing.close();
  }
}
