package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.episodes.ScriptedWorker;
import io.hone.app.records.Committed;
import io.hone.app.role.ArtifactStores;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.TrainerRole;
import io.hone.app.seed.ShippedSeed;
import io.hone.app.stack.OpenStack;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import io.hone.consumers.trainer.Examiner;
import io.hone.event.ControlCommand;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Prompt;
import io.hone.models.file.Sha256;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Conversation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A short run on the embedded broker, played by real roles and hostile answers, and its console:
 * two versions, pairs of both kinds, a dead letter, and a trainer that obeys orders.
 */
final class ShownRun implements AutoCloseable {
  static final Namespace RUN = new Namespace("shown");
  static final String TOKEN = "0123456789abcdef";
  static final Duration LONG = Duration.ofMinutes(5);

  private static final int PROMPTS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final OpenStack stack;
  private final Path folder;
  private final Config config;
  private final String base;
  private final WebServer server;
  private int submitted;

  private ShownRun(Path folder) throws Exception {
    stack = opened(OpenStack.start(folder.resolve("data")));
    new TopicCreator(stack.cluster().admin(), (short) 1).create(RUN, 2);
    Path seed = ShippedSeed.unpack(folder);
    base = Sha256.ofWeights(seed);
    this.folder = folder;
    config =
        ConfigReader.read(
            Optional.empty(),
            Map.of(),
            Map.of(
                "run", RUN.run(),
                "model.folder", seed.toString(),
                "trainer.round-prompts", "1000000",
                "trainer.round-pairs", "1000000",
                "recipe.actor.responses", "3",
                "recipe.actor.judgements", "2"));
    Map<String, Object> kafka = stack.cluster().settings();
    announce("base", null, ModelState.PROMOTED, Map.of("actor_accuracy", measure(0.5)));
    opened(StreamsRole.start(config, kafka, folder));
    opened(new ScriptedWorker(RUN, kafka, HostileScript::answer));
    Console console = opened(Console.start(kafka, RUN, new Console.Settings(true, 100_000)));
    server =
        opened(
            WebServer.start(new WebSettings("127.0.0.1", 0, Optional.of(TOKEN)), console.routes()));
  }

  /** Plays, and gives back the run when everything has ended. */
  static ShownRun play(Path folder) throws Exception {
    ShownRun run = new ShownRun(folder);
    for (int i = 0; i < PROMPTS; i++) run.submit();
    run.stack.writeBytes(RUN, Topic.PROMPTS, "no record <b>".getBytes(StandardCharsets.UTF_8));
    run.awaitEnd();
    run.announce("base", null, ModelState.RETIRED, Map.of("actor_accuracy", measure(0.5)));
    run.announce(
        "v1",
        "base",
        ModelState.PROMOTED,
        Map.of(
            "actor_accuracy", measure(0.7),
            "win_rate", measure(0.6),
            "length_ratio", measure(1.02)));
    Awaitility.await()
        .atMost(LONG)
        .until(() -> run.api("/api/run").path("promoted").asText().equals("v1"));
    run.train();
    for (int i = 0; i < PROMPTS / 2; i++) run.submit();
    run.awaitEnd();
    return run;
  }

  /** A trainer knows the versions that were announced before it began. */
  private void train() {
    Examiner nobody =
        (candidate, files, promoted) -> new Examiner.Ruling(true, "nobody looked", Map.of());
    var ports = new TrainerRole.Ports(ArtifactStores.open(config, folder), nobody, () -> {});
    opened(TrainerRole.start(config, stack.cluster().settings(), folder, ports, event -> {}));
  }

  private static Measure measure(double value) {
    return new Measure(value, value - 0.05, value + 0.05, 100L);
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private void announce(
      String version, @Nullable String parent, ModelState state, Map<String, Measure> measures) {
    stack.write(
        RUN,
        Topic.MODELS,
        version,
        ModelVersion.newBuilder()
            .setModel(new ModelRef("policy", version))
            .setParent(parent)
            .setBase(base)
            .setForm(parent == null ? ModelForm.FULL : ModelForm.ADAPTER)
            .setState(state)
            .setReason("announced by a test")
            .setMeasures(measures)
            .setRun(RUN.run())
            .setChangedAt(Instant.now())
            .build());
  }

  /** One more prompt; a hostile one. */
  void submit() {
    String harm = HostileScript.TEXTS.get(submitted % HostileScript.TEXTS.size());
    Conversation conversation = Conversation.of("Question " + submitted++ + ": " + harm);
    String id = io.hone.streams.recipe.Prompt.of(conversation, Map.of()).id();
    stack.write(
        RUN,
        Topic.PROMPTS,
        id,
        Prompt.newBuilder()
            .setPromptId(id)
            .setRun(RUN.run())
            .setMessages(ToContracts.messages(conversation))
            .setSource("test <i>")
            .setSubmittedAt(Instant.now())
            .build());
  }

  /**
   * Until every prompt has ended, and the console knows all that was done for it: topics are read
   * in no order among each other, and statistics are published later than what they are of.
   */
  void awaitEnd() {
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              JsonNode now = api("/api/run");
              JsonNode account = now.path("account");
              assertThat(account.path("accepted").asInt()).isEqualTo(submitted);
              assertThat(account.path("open").asInt()).isZero();
              assertThat(account.path("holds").asBoolean()).isTrue();
              assertThat(sum(now.path("no_pair_reasons")))
                  .isEqualTo(account.path("no_pair").asLong());
              for (JsonNode stage : now.path("stages")) {
                assertThat(stage.path("open").asLong()).isZero();
              }
              assertThat(WorkCounts.told(now)).isEqualTo(WorkCounts.standing(stack.cluster(), RUN));
            });
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) sum += count.asLong();
    return sum;
  }

  URI url() {
    return server.url();
  }

  int prompts() {
    return submitted;
  }

  OpenStack stack() {
    return stack;
  }

  /** What the API says. */
  JsonNode api(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url().resolve(path)).build();
    return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** The orders that stand in the topic of control. */
  List<ControlCommand> orders() {
    return Committed.all(stack.cluster(), RUN, Topic.CONTROL, ControlCommand.class);
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) open.pop().close();
    http.close();
  }
}
