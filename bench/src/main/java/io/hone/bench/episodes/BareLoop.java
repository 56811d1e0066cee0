package io.hone.bench.episodes;

import io.hone.bench.episodes.Trace.Written;
import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The floor: what the loop moves, without the loop. A thread for each partition reads prompts and
 * completions, decodes each, looks up what follows it in a {@link Trace}, encodes that and writes
 * it in transactions with the offsets; another thread does so for calls and their completions,
 * idempotent and acknowledged by all. Topics, partitions, keys, values, isolation, serdes and the
 * time between commits are the loop's; there is no recipe, no store, no order to keep, no
 * bookkeeping of single calls.
 */
final class BareLoop implements AutoCloseable {
  /** As the topology's. */
  private static final Duration COMMIT = Duration.ofMillis(100);

  private static final String GROUP = "bare-loop";

  /** Tells which call a completion is of where nothing is decoded. */
  private static final String CALL_ID = "call";

  private final Workplace place;
  private final Namespace run;
  private final Trace trace;
  private final boolean serdes;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param serdes whether records are decoded and encoded, or moved as the bytes they are
   */
  BareLoop(Workplace place, Namespace run, Trace trace, boolean serdes) {
    this.place = place;
    this.run = run;
    this.trace = trace;
    this.serdes = serdes;
    for (int i = 0; i < Workplace.SPREAD; i++) {
      int partition = i;
      start("bare-topology-" + i, () -> playTopology(partition));
    }
    start("bare-worker", this::playWorker);
  }

  private void start(String name, Runnable work) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .uncaughtExceptionHandler((thread, error) -> failure.set(error))
            .start(work));
  }

  /** Moves the trace's records so many times, from the first sent to the last committed. */
  Spent move(int times) {
    long wanted = committed.get() + (long) times * (trace.prompts().size() + trace.facts());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(place.clients(), new StringSerializer(), new ByteArraySerializer())) {
      return Spent.in(
          () -> {
            for (int i = 0; i < times; i++) {
              trace.prompts().forEach(prompt -> send(producer, prompt, prompt.bytes()));
            }
            producer.flush();
            awaitCommitted(wanted);
          });
    }
  }

  private void awaitCommitted(long wanted) {
    while (committed.get() < wanted) {
      Throwable failed = failure.get();
      if (failed != null) throw new KafkaException("The bare loop failed.", failed);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the flush before the commit fails instead
  private void send(KafkaProducer<String, byte[]> producer, Written written, byte[] bytes) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(run.topic(written.topic()), written.key(), bytes);
    if (!serdes && written.value() instanceof Completion completion) {
      record.headers().add(CALL_ID, completion.getCallId().getBytes(StandardCharsets.UTF_8));
    }
    producer.send(record);
  }

  private void playTopology(int partition) {
    Map<String, Object> settings = new HashMap<>(place.clients());
    settings.put("transactional.id", GROUP + "-" + run.run() + "-" + partition);
    settings.put("linger.ms", 100); // as Streams sets it
    settings.put("batch.size", 128 << 10); // as the topology's
    try (KafkaConsumer<byte[], byte[]> consumer =
            consumer(partition, Topic.PROMPTS, Topic.COMPLETIONS);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        Serdes values = new Serdes()) {
      producer.initTransactions();
      turn(
          consumer,
          producer::beginTransaction,
          record -> {
            for (Written next : trace.consequences(id(record, values))) {
              send(producer, next, values.bytes(run, next));
            }
          },
          (offsets, count) -> {
            producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
            producer.commitTransaction();
            committed.addAndGet(count);
          });
    }
  }

  private void playWorker() {
    Map<String, Object> settings = new HashMap<>(place.clients());
    settings.put("acks", "all");
    settings.put("linger.ms", 10); // as the worker's
    settings.put("batch.size", 128 << 10); // as the worker's
    try (KafkaConsumer<byte[], byte[]> consumer =
            consumer(0, Topic.CALLS_META_JUDGE, Topic.CALLS_JUDGE, Topic.CALLS_ACTOR);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        Serdes values = new Serdes()) {
      turn(
          consumer,
          () -> {},
          record -> {
            Written completion = trace.completion(id(record, values));
            send(producer, completion, values.bytes(run, completion));
          },
          (offsets, count) -> {
            producer.flush();
            consumer.commitSync(offsets);
          });
    }
  }

  @FunctionalInterface
  private interface Step {
    void take(ConsumerRecord<byte[], byte[]> record);
  }

  @FunctionalInterface
  private interface Commit {
    void of(Map<TopicPartition, OffsetAndMetadata> offsets, long count);
  }

  /**
   * @param begin before the first record after a commit: a producer does not close while a
   *     transaction is begun in which nothing was written
   */
  private void turn(
      KafkaConsumer<byte[], byte[]> consumer, Runnable begin, Step step, Commit commit) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    long count = 0;
    long last = System.nanoTime();
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
        if (count == 0) begin.run();
        step.take(record);
        offsets.put(
            new TopicPartition(record.topic(), record.partition()),
            new OffsetAndMetadata(record.offset() + 1));
        count++;
      }
      if (count > 0 && System.nanoTime() - last >= COMMIT.toNanos()) {
        commit.of(offsets, count);
        offsets.clear();
        count = 0;
        last = System.nanoTime();
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(int partition, Topic... topics) {
    Map<String, Object> settings = new HashMap<>(place.clients());
    settings.put("group.id", GROUP + "-" + run.run() + "-" + topics.length);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", 1000); // as Streams sets it
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        Stream.of(topics).map(topic -> new TopicPartition(run.topic(topic), partition)).toList());
    return consumer;
  }

  /** The id of a prompt, or of the call that a call or completion is of. */
  private String id(ConsumerRecord<byte[], byte[]> record, Serdes values) {
    if (!serdes) {
      Header callId = record.headers().lastHeader(CALL_ID);
      return new String(callId == null ? record.key() : callId.value(), StandardCharsets.UTF_8);
    }
    return switch (values.read(record)) {
      case Prompt prompt -> prompt.getPromptId();
      case Completion completion -> completion.getCallId();
      case Call call -> call.getCallId();
      default -> throw new IllegalStateException("No loop reads a record of " + record.topic());
    };
  }

  private final class Serdes implements AutoCloseable {
    private final AvroDeserializer reader = AvroDeserializer.specific(place.clients());
    private final AvroSerializer writer = AvroSerializer.with(place.clients());

    Object read(ConsumerRecord<byte[], byte[]> record) {
      return java.util.Objects.requireNonNull(reader.deserialize(record.topic(), record.value()));
    }

    byte[] bytes(Namespace run, Written written) {
      if (!serdes) return written.bytes();
      return java.util.Objects.requireNonNull(
          writer.serialize(run.topic(written.topic()), written.value()));
    }

    @Override
    public void close() {
      reader.close();
      writer.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
