package io.hone.app.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The compacted topic {@code _schemas}, written by one registry at a time.
 *
 * <p>Every registry writes with the same transactional id, so Kafka fences the one that came first
 * when a second opens. Opening also writes a claim, a no-op record with the writer's name: one that
 * lost its producer looks for a foreign claim before it makes a new one, and thus never takes the
 * topic back from its successor. A {@link ClaimWatch} tells of a foreign claim without a write.
 */
final class SchemasTopic implements LedgerStorage {
  private static final TopicPartition PARTITION = new TopicPartition("_schemas", 0);
  private static final String TRANSACTIONAL_ID = "hone-schema-registry";
  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofMillis(100);

  private final RegistryOptions options;
  private final String writer = UUID.randomUUID().toString();
  private boolean claimed;
  private long watchFrom;
  private @Nullable ClaimWatch watch;
  private volatile @Nullable Producer<byte[], byte[]> producer;

  SchemasTopic(RegistryOptions options) {
    this.options = options;
  }

  @Override
  public List<LedgerRecord> open() {
    try {
      Duration patience = claimed ? PATIENCE : FIRST_PATIENCE;
      if (claimed) {
        requireOwnClaim(read(patience));
      } else {
        createTopic(patience);
      }
      Producer<byte[], byte[]> opened = connect(patience);
      TopicContent content = read(patience);
      if (claimed) {
        requireOwnClaim(content);
      } else {
        commit(opened, List.of(TopicContent.claim(PARTITION, writer)));
        awaitClaimAfter(content, patience);
        claimed = true;
        watchFrom = content.end();
      }
      return content.records();
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * Until others can read the claim: a commit is answered before its marker is written (KIP-98),
   * and one that lost its producer and does not see the claim yet would take the topic back.
   */
  private void awaitClaimAfter(TopicContent before, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (read(patience).writer().equals(before.writer())) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "the claim on %s cannot be read after %d s".formatted(PARTITION, patience.toSeconds()));
      }
    }
  }

  @Override
  public void append(List<LedgerRecord> records) {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new IllegalStateException("the topic is not open");
    }
    try {
      commit(open, records.stream().map(r -> TopicContent.write(PARTITION, r)).toList());
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  @Override
  public void watch(Consumer<String> superseded) {
    Map<String, Object> settings = client(PATIENCE);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    watch =
        ClaimWatch.start(
            settings, PARTITION, watchFrom, writer, () -> superseded.accept(takenOver()));
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    discard();
  }

  private void createTopic(Duration patience) {
    try (Admin admin = Admin.create(client(patience))) {
      new TopicSetup(admin, patience).ensure(PARTITION, options.replication());
    }
  }

  private Producer<byte[], byte[]> connect(Duration patience) {
    discard();
    Producer<byte[], byte[]> opened = producer();
    producer = opened;
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        opened.initTransactions();
        return opened;
      } catch (TimeoutException e) {
        // A fresh broker creates its transaction log first.
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  private static void commit(
      Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    producer.beginTransaction();
    for (ProducerRecord<byte[], byte[]> r : records) {
      sent.add(producer.send(r));
    }
    producer.commitTransaction();
    for (Future<RecordMetadata> one : sent) {
      try {
        one.get();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      } catch (ExecutionException e) {
        throw new KafkaException(e.getCause());
      }
    }
  }

  /** What the failure means, once the producer is gone. */
  private RuntimeException failed(KafkaException e) {
    discard();
    if (claimed && isFencing(e)) {
      try {
        requireOwnClaim(read(PATIENCE));
      } catch (KafkaException unreadable) {
        e.addSuppressed(unreadable);
      } catch (SupersededException superseded) {
        return superseded;
      }
    }
    return new StorageException(
        "Kafka at %s does not take it (%s)".formatted(options.bootstrapServers(), e.getMessage()),
        e);
  }

  private static boolean isFencing(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ProducerFencedException || t instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private void requireOwnClaim(TopicContent content) {
    content
        .writer()
        .filter(last -> !last.equals(writer))
        .ifPresent(
            other -> {
              throw new SupersededException(takenOver());
            });
  }

  private String takenOver() {
    return "Another registry took over %s on %s: this one writes no more, use the other or stop it and start this one again"
        .formatted(PARTITION.topic(), options.bootstrapServers());
  }

  private void discard() {
    Producer<byte[], byte[]> open = producer;
    producer = null;
    if (open != null) {
      open.close(CLOSE);
    }
  }

  private TopicContent read(Duration patience) {
    Map<String, Object> settings = client(patience);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return TopicContent.read(settings, PARTITION, patience);
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, TRANSACTIONAL_ID);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // A schema is at most as large as a request; the topic's own limit decides.
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * RegistryServer.BODY_LIMIT);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 2 * (int) PATIENCE.toMillis());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> client(Duration patience) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, TRANSACTIONAL_ID);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    return settings;
  }
}
