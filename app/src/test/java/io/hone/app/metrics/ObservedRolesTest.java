package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.WorkerRole;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.app.web.WebSettings;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.serde.ValueSerdes;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Conversation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts that are played and answered in this process, seen from outside. */
@Tag("slow")
class ObservedRolesTest {
  private static final int PROMPTS = 12;
  private static final Namespace RUN = new Namespace("observed");

  private final Config config =
      ConfigReader.read(
          Optional.empty(),
          Map.of(),
          Map.of(
              "run", RUN.run(),
              "model.kind", "scripted",
              "model.script-latency", "1ms",
              "worker.slots", "4",
              "recipe.actor.responses", "3",
              "recipe.actor.judgements", "2"));

  private static String get(URI at, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(at.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** The sum of a meter's lines that have all of these tags. */
  private static double sum(String page, String meter, String... tags) {
    return page.lines()
        .filter(
            line -> line.startsWith(meter + "{") && List.of(tags).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static void submit(Cluster cluster) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            cluster.settings(),
            new StringSerializer(),
            ValueSerdes.serializer(cluster.settings()))) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (int i = 0; i < PROMPTS; i++) {
        Prompt prompt =
            Prompt.newBuilder()
                .setPromptId("p" + i)
                .setRun(RUN.run())
                .setMessages(ToContracts.messages(Conversation.of("What is " + i + "?")))
                .setSource("test")
                .setSubmittedAt(Instant.now())
                .build();
        sent.add(producer.send(new ProducerRecord<>(RUN.topic(Topic.PROMPTS), "p" + i, prompt)));
      }
      for (Future<RecordMetadata> each : sent) each.get();
    }
  }

  @Test
  void shouldGiveAnAccountThatAddsUpFromTopicsAndStoresAlike(@TempDir Path folder)
      throws Exception {
    try (Stack stack =
            Stack.start(
                new StackSettings(
                    folder.resolve("data"), 0, 0, 0, StackSettings.BrokerMode.IN_PROCESS));
        Cluster cluster = Cluster.connect(stack.endpoints().clients(Map.of()));
        Observation seen = Observation.begin(RUN)) {
      new TopicCreator(cluster.admin(), (short) 1).create(RUN, 2);
      submit(cluster);
      Map<String, Object> kafka = seen.clients(cluster.settings());
      try (StreamsRole episodes = StreamsRole.start(config, kafka, folder);
          WorkerRole worker = WorkerRole.start(config, kafka, folder)) {
        seen.add(episodes);
        seen.add(worker);
        seen.watch(kafka);
        URI at = seen.serve(new WebSettings("127.0.0.1", 0, Optional.empty()), List.of());

        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () -> {
                  String page = get(at, "/metrics");
                  assertThat(sum(page, "hone_prompts_accepted")).isEqualTo(PROMPTS);
                  assertThat(sum(page, "hone_prompts_ended")).isEqualTo(PROMPTS);
                  // A transaction that is rolled back is counted, too.
                  assertThat(sum(page, "hone_episodes_ended_total"))
                      .isGreaterThanOrEqualTo(PROMPTS);
                  assertThat(sum(page, "hone_episodes_open")).isZero();
                });

        String page = get(at, "/metrics");
        assertThat(sum(page, "hone_episodes_waiting")).isZero();
        assertThat(sum(page, "hone_calls_answered_total", "stage=\"actor\""))
            .isGreaterThanOrEqualTo(PROMPTS);
        assertThat(sum(page, "hone_calls_tokens_total", "kind=\"completion\"")).isPositive();
        assertThat(sum(page, "kafka_consumer_fetch_manager_records_consumed_total")).isPositive();
        assertThat(sum(page, "kafka_stream_alive_stream_threads")).isPositive();
        assertThat(sum(page, "hone_reactor_threads", "scheduler=\"hone-worker\"")).isPositive();
        assertThat(get(at, "/health/ready"))
            .isEqualTo(
                "{\"status\":\"up\",\"checks\":{\"account\":\"up\",\"episodes\":\"up\",\"worker\":\"up\"}}");
        assertThat(get(at, "/health/live")).contains("\"up\"");
      }
    }
  }
}
