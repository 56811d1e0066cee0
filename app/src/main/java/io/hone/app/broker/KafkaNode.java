package io.hone.app.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Time;

/**
 * One {@link KafkaRaftServer}, started and stopped with a bound on the waiting.
 *
 * <p>Start and stop run on threads of their own, because a server with a fatal fault may never come
 * back from either.
 */
final class KafkaNode {
  private final KafkaRaftServer server;

  private KafkaNode(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Returns when the broker serves clients.
   *
   * @param fault completes when Kafka wants to end the JVM
   */
  static KafkaNode start(
      Map<String, Object> config, BrokerFolder folder, CompletableFuture<BrokerExit> fault) {
    KafkaNode node = new KafkaNode(create(config));
    CompletableFuture<Void> started = inThread("hone-broker-start", node.server::startup);
    try {
      CompletableFuture.anyOf(started, fault).get();
    } catch (ExecutionException e) {
      node.stop(Duration.ofSeconds(3));
      throw failed(folder, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      node.stop(Duration.ofSeconds(3));
      throw new BrokerException("the start of the broker was interrupted: start it again", e);
    }
    if (!started.isDone()) {
      node.stop(Duration.ofSeconds(3));
      throw new BrokerException(fault.join().reason());
    }
    return node;
  }

  private static KafkaRaftServer create(Map<String, Object> config) {
    try {
      return new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    } catch (ConfigException | IllegalArgumentException e) {
      throw new BrokerException(
          "Kafka refuses the broker's settings (%s): correct the override"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** Runs {@code then} once the server has stopped, for whatever reason. */
  void whenStopped(Runnable then) {
    Thread.ofVirtual()
        .name("hone-broker-watch")
        .start(
            () -> {
              server.awaitShutdown();
              then.run();
            });
  }

  /** True if the server stopped cleanly in time. */
  boolean stop(Duration limit) {
    CompletableFuture<Void> stopped =
        inThread(
            "hone-broker-stop",
            () -> {
              server.shutdown();
              server.awaitShutdown();
            });
    try {
      stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static CompletableFuture<Void> inThread(String name, Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (Throwable t) {
                done.completeExceptionally(t);
              }
            });
    return done;
  }

  private static BrokerException failed(BrokerFolder folder, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new BrokerException(
        "the broker did not start on %s (%s): read %s"
            .formatted(folder.root(), root.getMessage(), folder.logFile()),
        cause);
  }
}
