package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.records.Committed;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.WorkerRole;
import io.hone.app.stack.OpenStack;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.DeadLetter;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console's answers about a run that a scripted model has played, once for all tests. */
@SuppressWarnings("NullAway.Init") // set before the tests
@Tag("slow")
class ConsoleTest {
  private static final Namespace RUN = new Namespace("shown");
  private static final int PROMPTS = 20;
  private static final String TOKEN = "a token of the test";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> RECIPE =
      Map.of("recipe.actor.responses", "3", "recipe.actor.judgements", "2");

  @TempDir static Path folder;

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  private static HttpClient client;
  private static OpenStack stack;
  private static StreamsRole streams;
  private static WorkerRole worker;
  private static Console console;
  private static WebServer server;

  @BeforeAll
  static void play() throws Exception {
    client = HttpClient.newHttpClient();
    stack = OpenStack.start(folder.resolve("data"));
    stack.run(RUN.run(), 2);
    stack.submit(RUN, PROMPTS);
    Map<String, Object> kafka = stack.cluster().settings();
    Map<String, String> options = new java.util.HashMap<>(RECIPE);
    options.putAll(
        Map.of(
            "run", RUN.run(),
            "model.kind", "scripted",
            "model.script-latency", "1ms",
            "worker.slots", "4"));
    Config config = ConfigReader.read(Optional.empty(), Map.of(), options);
    streams = StreamsRole.start(config, kafka, folder);
    worker = WorkerRole.start(config, kafka, folder);
    console = Console.start(kafka, RUN, new Console.Settings(true, 1_000));
    server = WebServer.start(new WebSettings("127.0.0.1", 0, Optional.of(TOKEN)), console.routes());
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode account = get("/api/run").path("account");
              assertThat(account.path("accepted").asInt()).isEqualTo(PROMPTS);
              assertThat(account.path("open").asInt()).isZero();
            });
    awaitThePairsOfTheTopic();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    console.close();
    worker.close();
    streams.close();
    stack.close();
    client.close();
  }

  private static HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI at(String path) {
    return URI.create(server.url() + path);
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> response = ask(HttpRequest.newBuilder(at(path)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> post(String path, JsonNode body) throws Exception {
    return ask(
        HttpRequest.newBuilder(at(path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private static ObjectNode order() {
    return JSON.createObjectNode().put("by", "Ada").put("why", "a test");
  }

  private JsonNode verify() throws IOException {
    List<String> line = new ArrayList<>(List.of("verify", "--run", RUN.run(), "--json"));
    RECIPE.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
    line.addAll(stack.options());
    assertThat(Hone.run(line.toArray(String[]::new))).isZero();
    return JSON.readTree(captured.out().toString(StandardCharsets.UTF_8));
  }

  @Test
  void shouldSayWhatVerifyAndTheTopicsSay() throws Exception {
    JsonNode verified = verify();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode run = get("/api/run");
              for (String figure : List.of("accepted", "paired", "no_pair", "dead", "open")) {
                assertThat(run.path("account").path(figure))
                    .as(figure)
                    .isEqualTo(verified.path(figure));
              }
              assertThat(run.path("account").path("holds").asBoolean()).isTrue();
              assertThat(run.path("no_pair_reasons")).isEqualTo(verified.path("no_pair_reasons"));
              long calls = 0;
              for (JsonNode stage : run.path("stages")) {
                calls += stage.path("calls").asLong();
                assertThat(stage.path("open").asLong()).isZero();
              }
              assertThat(calls)
                  .isEqualTo(
                      verified.path("calls").asLong() + verified.path("asked_again").asLong());
            });

    awaitThePairsOfTheTopic();
  }

  private static void awaitThePairsOfTheTopic() {
    Set<String> pairs =
        Committed.all(stack.cluster(), RUN, Topic.PREFERENCES, PreferencePair.class).stream()
            .map(PreferencePair::getPairId)
            .collect(Collectors.toSet());
    await().atMost(LONG).untilAsserted(() -> assertThat(shownPairs()).isEqualTo(pairs));
  }

  private static Set<String> shownPairs() throws Exception {
    Set<String> shown = new TreeSet<>();
    String after = "";
    do {
      JsonNode page = get("/api/pairs?limit=7&order=margin&after=" + after);
      page.path("rows").forEach(row -> shown.add(row.path("pair_id").asText()));
      after = page.path("next").asText("").replace("null", "");
    } while (!after.isEmpty());
    return shown;
  }

  @Test
  void shouldShowEverythingThatAPairRestsOn() throws Exception {
    awaitThePairsOfTheTopic();
    for (PreferencePair pair :
        Committed.all(stack.cluster(), RUN, Topic.PREFERENCES, PreferencePair.class)) {
      JsonNode shown = get("/api/pairs/" + pair.getPairId());
      JsonNode story = shown.path("story");

      assertThat(shown.path("pair").path("chosen").path("text").asText())
          .isEqualTo(pair.getChosen().getText());
      assertThat(story.path("whole").asBoolean()).isTrue();
      Set<String> known = new TreeSet<>();
      story.findValues("id").forEach(id -> known.add(id.asText()));
      assertThat(known).containsAll(pair.getEvidence());
      assertThat(story.path("prompt").path("messages").path(0).path("content").asText())
          .startsWith("Question ");
      assertThat(story.path("outcome").path("status").asText()).isEqualTo("paired");
    }
  }

  @Test
  void shouldRecordWhoVotedHowAndWhy() throws Exception {
    String pair = get("/api/pairs?limit=1").path("rows").path(0).path("pair_id").asText();

    HttpResponse<String> taken =
        post("/api/votes", order().put("pair_id", pair).put("choice", "b"));

    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    assertThat(ordered())
        .filteredOn(each -> each.getKind() == ControlKind.VOTE)
        .singleElement()
        .satisfies(
            vote -> {
              assertThat(vote.getKind()).isEqualTo(ControlKind.VOTE);
              assertThat(vote.getTarget()).isEqualTo(pair);
              assertThat(vote.getArguments()).containsEntry("choice", "b");
              assertThat(vote.getIssuedBy()).isEqualTo("Ada");
              assertThat(vote.getWhy()).isEqualTo("a test");
            });
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/api/pairs?vote=b").path("rows").path(0).path("pair_id").asText())
                    .isEqualTo(pair));
  }

  @Test
  void shouldTellWhyAnOrderIsRefused() {
    ControlCommand answer =
        ControlCommand.newBuilder()
            .setCommandId("refused-promote-1")
            .setRun(RUN.run())
            .setKind(ControlKind.REFUSED)
            .setTarget("promote-1")
            .setIssuedBy("trainer")
            .setWhy("v1 has no weights")
            .setIssuedAt(Instant.now())
            .build();

    stack.write(RUN, Topic.CONTROL, answer.getCommandId(), answer);

    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/api/run").path("refused_orders").path("promote-1").asText())
                    .isEqualTo("v1 has no weights"));
  }

  @Test
  void shouldSendADeadLetterAgainAsItWasEdited() throws Exception {
    Prompt late = OpenStack.prompt(RUN, "Question that came late");
    String topic = RUN.topic(Topic.PROMPTS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stack.cluster().settings(), new ByteArraySerializer(), new ByteArraySerializer())) {
      byte[] key = late.getPromptId().getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, 0, key, new byte[] {1, 2, 3})).get();
    }
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/api/dead-letters").path("rows").path(0).path("topic").asText())
                    .isEqualTo("prompts"));
    String id = get("/api/dead-letters").path("rows").path(0).path("id").asText();
    assertThat(get("/api/dead-letters/" + id).path("letter").path("value").path("form").asText())
        .isIn("bytes", "text");
    ObjectNode resend = order().put("dry_run", true);
    ObjectNode letter = resend.putArray("letters").addObject().put("id", id);
    letter.set("json", JSON.readTree(io.hone.app.records.AvroJson.of(late)));

    JsonNode dry = JSON.readTree(post("/api/resend", resend).body());
    assertThat(dry.path("results").path(0).path("would").asText()).contains(topic);
    assertThat(get("/api/run").path("account").path("accepted").asInt()).isEqualTo(PROMPTS);

    HttpResponse<String> done = post("/api/resend", resend.put("dry_run", false));

    assertThat(done.statusCode()).as(done.body()).isEqualTo(202);
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode account = get("/api/run").path("account");
              assertThat(account.path("accepted").asInt()).isEqualTo(PROMPTS + 1);
              assertThat(account.path("open").asInt()).isZero();
              assertThat(
                      get("/api/dead-letters/" + id)
                          .path("letter")
                          .path("resent")
                          .path("by")
                          .asText())
                  .isEqualTo("Ada");
            });
    assertThat(Committed.all(stack.cluster(), RUN, Topic.DEAD_LETTERS, DeadLetter.class))
        .hasSize(1);
  }

  @Test
  void shouldRefuseWhatCannotBeMeantInOneSentence() throws Exception {
    Map<String, Integer> wrong =
        Map.of(
            "/api/pairs?limit=0", 400,
            "/api/pairs?order=best", 400,
            "/api/pairs?after=here", 400,
            "/api/pairs?min_margin=big", 400,
            "/api/pairs/x-none", 404,
            "/api/prompts/p-none", 404,
            "/api/dead-letters/last", 400,
            "/api/dead-letters/0-99", 404,
            "/api/series?stage=poet", 400,
            "/assets/..%2findex.html", 404);
    for (Map.Entry<String, Integer> each : wrong.entrySet()) {
      HttpResponse<String> refused = ask(HttpRequest.newBuilder(at(each.getKey())));
      assertThat(refused.statusCode()).as(each.getKey()).isEqualTo(each.getValue());
      assertThat(JSON.readTree(refused.body()).path("error").asText()).isNotBlank();
    }
    List<ControlCommand> before = ordered();
    List<ObjectNode> orders =
        List.of(
            order().put("kind", "explode"),
            order().put("kind", "promote").put("version", "v99"),
            order().put("kind", "rollback"),
            JSON.createObjectNode().put("kind", "pause"));
    for (ObjectNode order : orders) {
      HttpResponse<String> refused = post("/api/orders", order);
      assertThat(refused.statusCode()).as(order.toString()).isBetween(400, 499);
      assertThat(JSON.readTree(refused.body()).path("error").asText()).isNotBlank();
    }
    assertThat(ordered()).isEqualTo(before);
  }

  private static List<ControlCommand> ordered() {
    return Committed.all(stack.cluster(), RUN, Topic.CONTROL, ControlCommand.class);
  }
}
