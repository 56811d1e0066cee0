package io.hone.streams.statistics;

import io.hone.schemas.catalog.Namespace;
import io.hone.streams.running.RunningTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes the statistics of a run in this process, on one thread, beside other processes that do the
 * same, as {@link RunningTopology} says. Whatever becomes of it, nothing but the statistics
 * suffers.
 *
 * <p>{@link #close()} waits until nothing has come for a moment, so that a run that has ended has
 * all its figures, but not for long; it leaves the group and returns when the stores are closed, at
 * most 15 s later.
 */
public final class StatisticsRunner implements AutoCloseable {
  /** Before a thread is replaced, so that a registry that is away is not asked without a rest. */
  private static final Duration REST = Duration.ofSeconds(1);

  /** Longer than a record takes from its topic to the last step; then there are no more. */
  private static final Duration QUIET = Duration.ofMillis(2_500);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final RunningTopology running;
  private final Pulse pulse;

  private StatisticsRunner(RunningTopology running, Pulse pulse) {
    this.running = running;
    this.pulse = pulse;
  }

  /**
   * How Kafka is reached and used.
   *
   * @param clients settings of every Kafka client, the bootstrap servers and registry among them
   * @param state where stores lie; another process must not use it
   * @param partitions of prompts
   */
  public record Means(Map<String, ?> clients, Path state, int partitions) {
    public Means {
      clients = Map.copyOf(clients);
    }
  }

  /**
   * Starts; the topics must be there.
   *
   * @throws org.apache.kafka.streams.errors.StreamsException if the state folder is taken or a
   *     setting is wrong
   */
  public static StatisticsRunner start(
      Namespace namespace, StatisticsSettings settings, Means means) {
    Pulse pulse = new Pulse();
    return new StatisticsRunner(
        RunningTopology.start(
            StatisticsTopology.of(namespace, settings, means.partitions(), means.clients(), pulse),
            new RunningTopology.Means(
                "the statistics",
                applicationId(namespace),
                means.state(),
                1,
                REST,
                settings(means.clients()))),
        pulse);
  }

  /** The group and the prefix of the internal topics of a run's statistics. */
  public static String applicationId(Namespace namespace) {
    return "hone." + namespace.run() + ".statistics";
  }

  private static Map<String, Object> settings(Map<String, ?> clients) {
    Map<String, Object> all = new HashMap<>(clients);
    // Digests that change again before they are written cost nothing: nobody waits for these
    // commits as the workers wait for the episodes'.
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    // Of a thousand open episodes of the paper's size.
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 24L << 20);
    // The order between topics is of no matter: a record need not wait for those of others.
    all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1);
    // Many records at a time cost the broker and this process less; they may wait for it so long.
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 512 << 10);
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 250);
    return all;
  }

  /** Whether every partition that this process was given is being read. */
  public boolean running() {
    return running.running();
  }

  /** Why a thread failed last; null if none did. */
  public @Nullable Throwable lastFailure() {
    return running.lastFailure();
  }

  @Override
  public void close() {
    long giveUp = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (running() && pulse.quiet().compareTo(QUIET) < 0 && System.nanoTime() < giveUp) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    running.close();
  }
}
