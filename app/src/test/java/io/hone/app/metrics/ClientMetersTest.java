package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ClientMetersTest {
  private final ClientMeters meters = new ClientMeters("main");

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> settings() {
    return meters.in(Map.of("bootstrap.servers", "127.0.0.1:1", "client.id", "one"));
  }

  private static List<String> names(MetricSnapshots snapshots) {
    return snapshots.stream().map(snapshot -> snapshot.getMetadata().getName()).toList();
  }

  @Test
  void shouldShowEveryClientWithItsNameAndRun() {
    try (var producer = producer(settings())) {
      assertThat(producer.metrics()).isNotEmpty();

      MetricSnapshots seen = meters.collect();

      assertThat(names(seen))
          .contains("kafka_producer_record_send", "kafka_producer_connection_creation_rate")
          .noneMatch(name -> name.contains("node"));
      assertThat(seen.stream().flatMap(each -> each.getDataPoints().stream()))
          .allSatisfy(
              point -> {
                assertThat(point.getLabels().get("run")).isEqualTo("main");
                assertThat(point.getLabels().get("client_id")).isEqualTo("one");
              });
    }
  }

  @Test
  void shouldForgetAClientThatIsClosed() {
    producer(settings()).close();

    assertThat(meters.collect().stream().map(MetricSnapshot::getMetadata)).isEmpty();
  }

  @Test
  void shouldKeepReportersThatAreGiven() {
    assertThat(meters.in(Map.of(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "theirs")))
        .containsEntry("metric.reporters", "theirs," + ClientReporter.class.getName());
  }
}
