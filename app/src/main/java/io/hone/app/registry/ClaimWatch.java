package io.hone.app.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on at the end of the schemas' topic and tells once when another writer claims it.
 *
 * <p>One thread with one consumer, from {@link #start} to {@link #close}. An idle topic costs one
 * request in {@link #FETCH}; an outage of the broker costs nothing but a wait.
 */
final class ClaimWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimWatch.class);
  private static final Duration FETCH = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final String writer;
  private final Runnable superseded;
  private final Thread thread = new Thread(this::run, "registry-claim-watch");

  private ClaimWatch(Consumer<byte[], byte[]> consumer, String writer, Runnable superseded) {
    this.consumer = consumer;
    this.writer = writer;
    this.superseded = superseded;
  }

  /**
   * @param from the first offset to read
   * @param writer whose own claims do not count
   */
  static ClaimWatch start(
      Map<String, Object> client,
      TopicPartition partition,
      long from,
      String writer,
      Runnable superseded) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH.toMillis());
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2 * (int) FETCH.toMillis());
    settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, FETCH.toMillis());
    // Compaction keeps the last claim, but a topic made anew is another topic.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    ClaimWatch watch = new ClaimWatch(consumer, writer, superseded);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      boolean claimed = false;
      while (!claimed) {
        claimed = foreignClaim();
      }
      superseded.run();
    } catch (WakeupException | InterruptException e) {
      LOG.debug("the watch ends");
    } catch (KafkaException e) {
      LOG.warn("Another registry that takes over will be noticed at the next write only", e);
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private boolean foreignClaim() {
    for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMinutes(1))) {
      if (TopicContent.claimedBy(r).filter(claimant -> !claimant.equals(writer)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
