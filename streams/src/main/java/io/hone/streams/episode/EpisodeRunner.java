package io.hone.streams.episode;

import io.hone.schemas.catalog.Namespace;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.running.RunningTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Plays the episodes of a run in this process, beside other processes that do the same, as {@link
 * RunningTopology} says.
 */
public final class EpisodeRunner implements AutoCloseable {
  private final RunningTopology running;
  private final EpisodeCounts counts;

  /**
   * How Kafka is reached and used.
   *
   * @param clients settings of every Kafka client, the bootstrap servers and registry among them
   * @param state where stores lie; another process must not use it
   * @param threads of this process, at most as many as there are partitions in all processes
   * @param partitions of prompts and completions
   */
  public record Means(Map<String, ?> clients, Path state, int threads, int partitions) {
    public Means {
      clients = Map.copyOf(clients);
      if (threads < 1 || partitions < 1) {
        throw new IllegalArgumentException(
            "Episodes: threads is %d and partitions %d; take 1 or more."
                .formatted(threads, partitions));
      }
    }
  }

  private EpisodeRunner(RunningTopology running, EpisodeCounts counts) {
    this.running = running;
    this.counts = counts;
  }

  /**
   * Starts; the topics must be there.
   *
   * @throws org.apache.kafka.streams.errors.StreamsException if the state folder is taken or a
   *     setting is wrong
   */
  public static EpisodeRunner start(
      Namespace namespace, Recipe recipe, EpisodeSettings settings, Means means) {
    EpisodeCounts counts = new EpisodeCounts();
    return new EpisodeRunner(
        RunningTopology.start(
            EpisodeTopology.of(
                namespace, recipe, settings, means.partitions(), means.clients(), counts),
            new RunningTopology.Means(
                "the episodes",
                applicationId(namespace),
                means.state(),
                means.threads(),
                Duration.ZERO,
                settings(means.clients()))),
        counts);
  }

  /** The group and the prefix of the internal topics of a run's episodes. */
  public static String applicationId(Namespace namespace) {
    return "hone." + namespace.run() + ".episodes";
  }

  private static Map<String, Object> settings(Map<String, ?> clients) {
    Map<String, Object> all = new HashMap<>(clients);
    all.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    all.put("processing.exception.handler.global.enabled", true);
    // Streams pauses a partition that is ahead; a fetch for the empty ones alone would wait for
    // 500 ms before the next can bring what was resumed.
    all.putIfAbsent(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 10);
    // As long, or until there is enough to be worth a request: else each small batch is one.
    all.putIfAbsent(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 64 << 10);
    // A call is some kilobytes: in batches of the default 16 KiB every fifth would be a request.
    all.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    return all;
  }

  /** Completes with one sentence if the episodes stop in this process for good, unasked. */
  public CompletableFuture<String> died() {
    return running.died();
  }

  /** Whether every partition that this process was given is being played. */
  public boolean running() {
    return running.running();
  }

  public EpisodeCounts.Reading counts() {
    return counts.read();
  }

  /** Why a thread failed last; null if none did. */
  public @Nullable Throwable lastFailure() {
    return running.lastFailure();
  }

  @Override
  public void close() {
    running.close();
  }
}
