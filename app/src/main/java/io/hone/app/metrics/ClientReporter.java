package io.hone.app.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/** Made by each of Kafka's clients, and tells {@link ClientMeters} what the client measures. */
public final class ClientReporter implements MetricsReporter {
  private final Set<KafkaMetric> mine = ConcurrentHashMap.newKeySet();
  private @Nullable ClientMeters meters;

  @Override
  public void configure(Map<String, ?> settings) {
    if (settings.get(ClientMeters.SETTING) instanceof ClientMeters given) meters = given;
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    if (meters == null || !mine.add(metric)) return;
    meters.add(metric);
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    if (meters != null && mine.remove(metric)) meters.remove(metric);
  }

  /** The client is closed. */
  @Override
  public void close() {
    List.copyOf(mine).forEach(this::metricRemoval);
  }
}
