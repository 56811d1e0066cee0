package io.hone.app.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the schemas' topic if it is missing and waits until it can be written. */
final class TopicSetup {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Tombstones remember the highest id, so they stay for as long as anybody will care. */
  private static final Duration TOMBSTONES = Duration.ofDays(36_500);

  private final Admin admin;
  private final Duration patience;

  /**
   * @param admin stays the caller's to close
   */
  TopicSetup(Admin admin, Duration patience) {
    this.admin = admin;
    this.patience = patience;
  }

  /**
   * @throws KafkaException if the cluster refuses or does not answer in time
   */
  void ensure(TopicPartition partition, short replication) {
    NewTopic topic =
        new NewTopic(partition.topic(), 1, replication)
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    Long.toString(TOMBSTONES.toMillis())));
    try {
      get(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      // Somebody created it before, perhaps Confluent's own registry: its settings stand.
    }
    awaitLeader(partition);
  }

  /** A producer that sends the moment a topic was created loses its first batches (KAFKA-15591). */
  private void awaitLeader(TopicPartition partition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all());
        return;
      } catch (RetriableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(patience.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    }
  }
}
