package io.hone.app.stack;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A Kafka cluster that answered, and how to reach it.
 *
 * <p>Life cycle: {@link #connect} fails within {@value #TIMEOUT_MS} ms if nobody answers, and
 * within {@value #TIMEOUT_OF_SEVERAL_MS} ms where several brokers are named; whoever connected
 * closes.
 */
public final class Cluster implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;
  private static final int TIMEOUT_OF_SEVERAL_MS = 30_000;

  /** Less, because Kafka's client asks one that died without a word more than once. */
  private static final int ONE_OF_SEVERAL_MS = 3_000;

  private final Map<String, Object> settings;
  private final Admin admin;

  private Cluster(Map<String, Object> settings, Admin admin) {
    this.settings = settings;
    this.admin = admin;
  }

  /**
   * Connects and waits for an answer.
   *
   * @param settings client settings; {@code bootstrap.servers} among them
   * @throws KafkaException if the cluster does not answer or refuses, in one sentence
   */
  public static Cluster connect(Map<String, Object> settings) {
    boolean several = String.valueOf(settings.get("bootstrap.servers")).contains(",");
    int each = several ? ONE_OF_SEVERAL_MS : TIMEOUT_MS;
    Map<String, Object> impatient = new HashMap<>(settings);
    impatient.put("default.api.timeout.ms", several ? TIMEOUT_OF_SEVERAL_MS : TIMEOUT_MS);
    impatient.put("request.timeout.ms", each);
    impatient.put("socket.connection.setup.timeout.ms", each);
    impatient.put("socket.connection.setup.timeout.max.ms", each);
    Admin admin = create(impatient);
    try {
      get(admin.describeCluster().clusterId());
      admin.close();
      return new Cluster(Map.copyOf(settings), Admin.create(new HashMap<>(settings)));
    } catch (TimeoutException e) {
      admin.close(java.time.Duration.ZERO);
      throw new TimeoutException(
          "no Kafka broker answers at %s%s: start one with ./hone up, or correct --bootstrap-server"
              .formatted(
                  settings.get("bootstrap.servers"),
                  settings.containsKey("security.protocol")
                      ? " by " + settings.get("security.protocol")
                      : ""),
          e);
    } catch (RuntimeException e) {
      admin.close(java.time.Duration.ZERO);
      throw e;
    }
  }

  /** Kafka tells of bad settings in the cause of an exception that tells of none. */
  private static Admin create(Map<String, Object> settings) {
    try {
      return Admin.create(settings);
    } catch (KafkaException e) {
      Throwable reason = e;
      while (reason.getCause() != null) reason = reason.getCause();
      throw new ConfigException(
          "the client settings for Kafka at '%s' are not usable (%s): correct --bootstrap-server, as HOST:PORT, or the file of --config"
              .formatted(settings.get("bootstrap.servers"), reason.getMessage()));
    }
  }

  /**
   * Fails at once where a producer or consumer would wait for a topic that nobody makes.
   *
   * @throws InvalidTopicException if the cluster has no such topic
   */
  public void requireTopic(String topic) {
    if (!get(admin.listTopics().names()).contains(topic)) {
      throw new InvalidTopicException(
          "topic '%s' does not exist on the cluster: ./hone topics lists those that do, ./hone topics create --run NAME makes those of a run"
              .formatted(topic));
    }
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) {
    var found = get(admin.describeTopics(List.of(topic)).allTopicNames());
    return requireNonNull(found.get(topic)).partitions().size();
  }

  /**
   * Settings of a producer for a few records that must not be lost: acknowledged by all replicas in
   * sync, never doubled by a retry, refused after 10 s without a broker.
   *
   * @param settings of Kafka's clients
   */
  public static Map<String, Object> durable(Map<String, Object> settings) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.put("acks", "all");
    mine.put("enable.idempotence", "true");
    mine.put("max.block.ms", "10000");
    return mine;
  }

  public Admin admin() {
    return admin;
  }

  /** The client settings it was connected with, for producers and consumers. */
  public Map<String, Object> settings() {
    return settings;
  }

  /** Waits for the future and throws what went wrong itself, not its wrapper. */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException k) throw k;
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
