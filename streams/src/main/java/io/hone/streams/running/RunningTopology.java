package io.hone.streams.running;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology in this process, beside other processes that run the same. Exactly once: what a record
 * leads to is written with it or not at all. A thread that fails is replaced and begins again at
 * the last commit; one that ends with an {@link Error} ends all.
 *
 * <p>{@link #close()} leaves the group and returns when the stores are closed, at most 10 s later.
 */
public final class RunningTopology implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningTopology.class);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final String what;
  private final Duration rest;
  private final KafkaStreams streams;
  private final AtomicReference<@Nullable Throwable> lastFailure = new AtomicReference<>();
  private final CompletableFuture<String> died = new CompletableFuture<>();

  /**
   * What is run, and how.
   *
   * @param what it plays, as in "the episodes"
   * @param applicationId its group and the prefix of its internal topics
   * @param state where stores lie; another process must not use it
   * @param threads of this process
   * @param rest before a thread that failed is replaced
   * @param settings of Kafka Streams and every client of it, the bootstrap servers among them
   */
  public record Means(
      String what,
      String applicationId,
      Path state,
      int threads,
      Duration rest,
      Map<String, Object> settings) {
    public Means {
      settings = Map.copyOf(settings);
    }
  }

  private RunningTopology(Topology topology, Means means) {
    this.what = means.what();
    this.rest = means.rest();
    this.streams = new KafkaStreams(topology, properties(means));
  }

  /**
   * Starts; the topics must be there.
   *
   * @throws org.apache.kafka.streams.errors.StreamsException if the state folder is taken or a
   *     setting is wrong
   */
  public static RunningTopology start(Topology topology, Means means) {
    RunningTopology running = new RunningTopology(topology, means);
    running.streams.setUncaughtExceptionHandler(running::failed);
    running.streams.setStateListener((now, before) -> running.died(now));
    running.streams.start();
    return running;
  }

  private static Properties properties(Means means) {
    Map<String, Object> all = new HashMap<>(means.settings());
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, means.applicationId());
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.STATE_DIR_CONFIG, means.state().toString());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, means.threads());
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    all.putIfAbsent(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
    // A dead process holds up its partitions that long: Kafka would wait for 45 s.
    all.putIfAbsent(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    // Records may have stood on the topic for long before anybody read them.
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  private StreamThreadExceptionResponse failed(Throwable error) {
    lastFailure.set(error);
    if (error instanceof Error) {
      log.error("This process goes on without {}.", what, error);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    log.warn("A thread of {} failed; another begins at the last commit.", what, error);
    try {
      Thread.sleep(rest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private void died(State now) {
    if (now == State.ERROR) {
      died.complete("%s stopped in this process (%s)".formatted(what, lastFailure.get()));
    }
  }

  /** Completes with one sentence if it stops in this process for good, unasked. */
  public CompletableFuture<String> died() {
    return died;
  }

  /** Whether every partition that this process was given is being read. */
  public boolean running() {
    return streams.state() == State.RUNNING;
  }

  /** Why a thread failed last; null if none did. */
  public @Nullable Throwable lastFailure() {
    return lastFailure.get();
  }

  @Override
  public void close() {
    // Else its partitions wait for the end of its session before another process gets them.
    streams.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSING));
  }
}
