package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.web.WebSettings;
import io.hone.schemas.catalog.Namespace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class ObservationTest {
  /**
   * The names that a process with every kind of client has, though none of them reaches a broker.
   */
  static Set<String> namesOfOthers(Path state) {
    try (Observation seen = Observation.begin(new Namespace("main"))) {
      Map<String, Object> kafka = seen.clients(Map.of("bootstrap.servers", "127.0.0.1:1"));
      Properties streams = new Properties();
      streams.putAll(kafka);
      streams.put("application.id", "test");
      streams.put("state.dir", state.toString());
      StreamsBuilder builder = new StreamsBuilder();
      builder.stream("in").to("out");
      try (var producer =
              new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
          var consumer =
              new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
          var playing = new KafkaStreams(builder.build(), streams)) {
        assertThat(producer.metrics()).isNotEmpty();
        assertThat(consumer.metrics()).isNotEmpty();
        assertThat(playing.metrics()).isNotEmpty();
        return Expressions.names(seen.scrape());
      }
    }
  }

  @Test
  void shouldServeWhatIsMeasured() throws Exception {
    try (Observation seen = Observation.begin(new Namespace("main"));
        HttpClient client = HttpClient.newHttpClient()) {
      var scheduler = Schedulers.newBoundedElastic(1, 1, "hone-observed");
      URI at = seen.serve(new WebSettings("127.0.0.1", 0, Optional.empty()), List.of());

      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(at.resolve("/metrics")).build(),
              HttpResponse.BodyHandlers.ofString());
      scheduler.dispose();

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains(Observation.TEXT);
      assertThat(response.body())
          .contains(
              "jvm_memory_used_bytes{area=\"heap\",",
              "hone_reactor_threads{run=\"main\",scheduler=\"hone-web\"}");
    }
  }

  @Test
  void shouldDrawAndWatchOnlyWhatIsMeasured(@TempDir Path state) {
    Set<String> others = namesOfOthers(state);

    assertThat(Dashboard.expressions())
        .allSatisfy(expression -> assertThat(Expressions.unknown(expression, others)).isEmpty());
    assertThat(Expressions.ofAlerts())
        .hasSameSizeAs(AlertRules.all())
        .allSatisfy((name, rule) -> assertThat(Expressions.unknown(rule, others)).isEmpty());
  }

  /** The check above would be none if it passed whatever is asked for. */
  @Test
  void shouldFindWhatNobodyMeasures() {
    assertThat(
            Expressions.unknown(
                "hone_no_such + hone_prompts_ended{outcom=\"paired\"} + jvm_none", Set.of()))
        .containsExactly("hone_no_such", "hone_prompts_ended.outcom", "jvm_none");
  }

  @Test
  void shouldPlaceThePanelsBesideEachOther() {
    var panels = Dashboard.json().path("panels");

    assertThat(panels).hasSizeGreaterThan(20);
    assertThat(panels)
        .extracting(
            panel -> panel.path("gridPos").path("x") + " " + panel.path("gridPos").path("y"))
        .doesNotHaveDuplicates();
  }
}
