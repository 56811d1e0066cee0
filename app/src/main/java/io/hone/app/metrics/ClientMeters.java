package io.hone.app.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * What Kafka's clients and Kafka Streams measure by themselves, of every one that is made with
 * {@link #in}: named as Micrometer's binders name it, e.g. {@code
 * kafka_consumer_fetch_manager_records_lag_max}. Why not those binders: {@code
 * docs/decisions/0017}. Safe to use from many threads.
 */
final class ClientMeters implements MultiCollector {
  /** The key under which clients find it among their settings. */
  static final String SETTING = "hone.client.meters";

  private static final String TOTAL = "_total";
  private static final String REPORTERS = "metric.reporters";

  /** Of each connection, store and processor node: thousands of lines that nobody reads. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "consumer-node-metrics",
          "producer-node-metrics",
          "admin-client-node-metrics",
          "share-consumer-node-metrics",
          "stream-state-metrics",
          "stream-processor-node-metrics",
          "stream-record-cache-metrics",
          "kafka-metrics-count");

  private final Map<MetricName, KafkaMetric> metrics = new ConcurrentHashMap<>();
  private final String run;

  /**
   * @param run the value of the tag of that name
   */
  ClientMeters(String run) {
    this.run = run;
  }

  /** Client settings that let every client report here, beside reporters that are given. */
  Map<String, Object> in(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    String mine = ClientReporter.class.getName();
    settings.merge(REPORTERS, mine, (given, also) -> given + "," + also);
    settings.put(SETTING, this);
    return settings;
  }

  void add(KafkaMetric metric) {
    if (!LEFT_OUT.contains(metric.metricName().group())) metrics.put(metric.metricName(), metric);
  }

  void remove(KafkaMetric metric) {
    metrics.remove(metric.metricName(), metric);
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, List<KafkaMetric>> byName = new TreeMap<>();
    for (KafkaMetric metric : metrics.values()) {
      byName.computeIfAbsent(title(metric.metricName()), name -> new ArrayList<>()).add(metric);
    }
    List<MetricSnapshot> snapshots = new ArrayList<>();
    byName.forEach(
        (name, found) -> {
          MetricSnapshot snapshot = snapshot(name, found);
          if (!snapshot.getDataPoints().isEmpty()) snapshots.add(snapshot);
        });
    return new MetricSnapshots(snapshots);
  }

  /** Of metrics of one name; what is no number is left out: a version, or nothing measured yet. */
  private MetricSnapshot snapshot(String name, List<KafkaMetric> found) {
    String help = found.getFirst().metricName().description();
    Map<Labels, Double> values = new HashMap<>();
    for (KafkaMetric metric : found) {
      if (metric.metricValue() instanceof Number value && !Double.isNaN(value.doubleValue())) {
        values.put(labels(metric.metricName()), value.doubleValue());
      }
    }
    if (name.endsWith(TOTAL)) {
      String plain = name.substring(0, name.length() - TOTAL.length());
      CounterSnapshot.Builder builder = CounterSnapshot.builder().name(plain).help(help);
      values.forEach(
          (labels, value) -> {
            if (value >= 0) builder.dataPoint(new CounterDataPointSnapshot(value, labels, null, 0));
          });
      return builder.build();
    }
    GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) -> builder.dataPoint(new GaugeDataPointSnapshot(value, labels, null)));
    return builder.build();
  }

  /** Kafka's group and name; endings that Prometheus keeps for itself get a word behind them. */
  static String title(MetricName name) {
    String group = name.group().replaceAll("-metrics$", "");
    String title = ("kafka_" + group + "_" + name.name()).toLowerCase(Locale.ROOT);
    return title
        .replaceAll("[^a-z0-9_]", "_")
        .replaceAll("_(info|created|bucket|count|sum)$", "_$1_value");
  }

  private Labels labels(MetricName name) {
    Labels.Builder labels = Labels.builder().label("run", run);
    new TreeMap<>(name.tags())
        .forEach((tag, value) -> labels.label(tag.replaceAll("[^a-zA-Z0-9_]", "_"), value));
    return labels.build();
  }
}
