package io.hone.app.stack;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A Kafka cluster that answered, and how to reach it.
 *
 * <p>Life cycle: {@link #connect} fails within {@value #TIMEOUT_MS} ms if nobody answers; whoever
 * connected closes.
 */
public final class Cluster implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;

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
    Map<String, Object> impatient = new HashMap<>(settings);
    impatient.put("default.api.timeout.ms", TIMEOUT_MS);
    impatient.put("request.timeout.ms", TIMEOUT_MS);
    Admin admin = Admin.create(impatient);
    try {
      get(admin.describeCluster().clusterId());
      admin.close();
      return new Cluster(Map.copyOf(settings), Admin.create(new HashMap<>(settings)));
    } catch (TimeoutException e) {
      admin.close(java.time.Duration.ZERO);
      throw new TimeoutException(
          "no Kafka broker answers at %s: start one with ./hone up, or correct --bootstrap-server"
              .formatted(settings.get("bootstrap.servers")),
          e);
    } catch (RuntimeException e) {
      admin.close(java.time.Duration.ZERO);
      throw e;
    }
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
