package io.hone.app.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import io.hone.app.records.Committed;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.OpenStack;
import io.hone.event.Completion;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.streams.episode.EpisodeCounts;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify} and {@code explain} on a run that was played on the embedded broker. */
@SuppressWarnings("NullAway.Init") // set before the tests
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("slow")
class VerifyCommandTest {
  private static final Namespace RUN = new Namespace("verified");
  private static final int PROMPTS = 30;
  private static final int SPREAD = 2;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Map<String, String> SETTINGS =
      Map.of("actor.responses", "3", "actor.judgements", "2");
  private static final String HOSTILE = "\u001b[31mred\u0007 \u202eturned\u009b2J |@ @|bold";

  @TempDir static Path folder;

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  private static OpenStack stack;
  private static Cluster cluster;
  private static Path settings;
  private static EpisodeCounts.Reading counted;

  @BeforeAll
  static void play() throws Exception {
    settings =
        Files.writeString(
            folder.resolve("settings"), "recipe.actor.responses=3\nrecipe.actor.judgements=2\n");
    stack = OpenStack.start(folder.resolve("data"));
    cluster = stack.cluster();
    stack.run(RUN.run(), SPREAD);
    for (int i = 0; i < PROMPTS; i++) {
      write(Topic.PROMPTS, prompt("Question " + i + (i == 0 ? HOSTILE : "")));
    }
    write(Topic.PROMPTS, prompt("Question 1"));
    writeBytes(Topic.PROMPTS, "rubbish".getBytes(StandardCharsets.UTF_8));
    try (ScriptedWorker worker = new ScriptedWorker(RUN, cluster.settings());
        EpisodeRunner runner =
            EpisodeRunner.start(
                RUN,
                RecipeBook.open(RecipeBook.META_REWARDING, SETTINGS, Templates.builtIn()),
                EpisodeSettings.defaults().withInitial(new Model("policy", "seed")),
                new EpisodeRunner.Means(cluster.settings(), folder.resolve("state"), 2, SPREAD))) {
      Awaitility.await()
          .atMost(LONG)
          .until(
              () -> {
                EpisodeCounts.Reading now = runner.counts();
                return now.paired() + now.noPair() + now.dead() == PROMPTS
                    && now.deadLetters() == 1
                    && now.duplicatePrompts() == 1;
              });
      counted = runner.counts();
      assertThat(worker.answered()).isPositive();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  private static Prompt prompt(String text) {
    return OpenStack.prompt(RUN, text);
  }

  private static void write(Topic topic, SpecificRecord value) {
    String key = String.valueOf(value.get(value.getSchema().getField("prompt_id").pos()));
    stack.write(RUN, topic, key, value);
  }

  private static void writeBytes(Topic topic, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            cluster.settings(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(RUN.topic(topic), 0, "key", value)).get();
    }
  }

  private int run(String command, String... more) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(stack.options());
    line.addAll(List.of(more));
    return Hone.run(line.toArray(String[]::new));
  }

  private int verify(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--run", RUN.run(), "--config", settings.toString()));
    arguments.addAll(List.of(more));
    return run("verify", arguments.toArray(String[]::new));
  }

  private String out() {
    return captured.out().toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return captured.err().toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out());
  }

  private static <T extends SpecificRecord> List<T> all(Topic topic, Class<T> type) {
    return Committed.all(cluster, RUN, topic, type);
  }

  @Test
  @Order(1)
  void shouldFindNothingAndCountAsTheLiveMetricsDo() throws IOException {
    int code = verify("--json");

    JsonNode account = json();
    assertThat(account.path("flaws")).isEmpty();
    assertThat(code).isZero();
    assertThat(account.path("holds").asBoolean()).isTrue();
    assertThat(account.path("accepted").asInt()).isEqualTo(PROMPTS);
    assertThat(account.path("pairs").asInt()).isPositive();
    JsonNode live =
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .valueToTree(counted);
    live.properties()
        .forEach(
            figure ->
                assertThat(account.path(figure.getKey()).asLong())
                    .as(figure.getKey())
                    .isEqualTo(figure.getValue().asLong()));
    assertThat(live.size()).isEqualTo(EpisodeCounts.Reading.class.getRecordComponents().length);
  }

  @Test
  @Order(2)
  void shouldPrintTheEquation() {
    int code = verify();

    assertThat(out()).contains("run verified: accepted 30 = paired", "Everything holds.");
    assertThat(code).isZero();
  }

  @Test
  @Order(3)
  void shouldSayThatTheRunWasPlayedWithOtherSettings() throws IOException {
    int code = run("verify", "--run", RUN.run(), "--json");

    assertThat(code).isEqualTo(1);
    assertThat(json().path("flaw_counts").toString()).isEqualTo("{\"other-settings\":1}");
    assertThat(json().path("flaws").get(0).path("detail").asText())
        .contains("played with other settings: 30 episodes");
    assertThat(json().path("unchecked").asInt()).isEqualTo(PROMPTS);
  }

  @Test
  @Order(4)
  void shouldTellAPairsWholeStoryByTheBeginningOfItsId() {
    PreferencePair pair = all(Topic.PREFERENCES, PreferencePair.class).getFirst();

    int code = run("explain", "--run", RUN.run(), pair.getPairId().substring(0, 20));

    assertThat(code).as(err()).isZero();
    assertThat(out())
        .contains(
            "Prompt " + pair.getPromptId(),
            "Pair " + pair.getPairId() + " <-- asked for",
            "why: " + pair.getReason(),
            "chosen " + pair.getChosen().getId(),
            "(rejected)",
            "valid judgements (",
            "actor: 3 calls",
            "Outcome paired",
            "under policy seed",
            "[preferences-",
            "@");
  }

  @Test
  @Order(4)
  void shouldTellTheSameToPrograms() throws IOException {
    PreferencePair pair = all(Topic.PREFERENCES, PreferencePair.class).getFirst();

    int code = run("explain", "--run", RUN.run(), "--json", pair.getChosen().getId());

    assertThat(code).as(err()).isZero();
    JsonNode story = json();
    assertThat(story.path("prompt_id").asText()).isEqualTo(pair.getPromptId());
    assertThat(story.path("scores").size()).isPositive();
    assertThat(story.path("records").findValuesAsText("topic"))
        .contains("prompts", "calls.actor", "completions", "responses", "preferences", "outcomes");
  }

  @Test
  @Order(4)
  void shouldShowHostileTextAsText() {
    String promptId = prompt("Question 0" + HOSTILE).getPromptId();

    int code = run("explain", "--run", RUN.run(), promptId);

    assertThat(code).as(err()).isZero();
    assertThat(out()).contains("\\u001b[31mred\\u0007 \\u202eturned\\u009b2J |@ @|bold");
    assertThat(out().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }

  @Test
  @Order(4)
  void shouldSayWhyAnIdIsNotFound() {
    assertThat(run("explain", "--run", RUN.run(), "p-00")).isEqualTo(1);
    assertThat(run("explain", "--run", RUN.run(), "x-00000000")).isEqualTo(1);
    assertThat(run("explain", "--run", RUN.run(), "\u001b[2Jq")).isEqualTo(1);
    assertThat(run("explain", "--run", "nobody", "p-00000000")).isEqualTo(1);

    assertThat(err().lines()).hasSize(4);
    assertThat(err())
        .contains("too short", "no pair of this run", "is no id", "no run 'nobody'")
        .doesNotContain("\u001b[2J");
  }

  @Test
  @Order(4)
  void shouldFindNothingInAnEmptyRunAndTellOfAHalfMadeOne() throws Exception {
    Namespace empty = new Namespace("empty");
    new TopicCreator(cluster.admin(), (short) 1).create(empty, SPREAD);
    assertThat(run("verify", "--run", "empty")).isZero();
    String topic = empty.topic(Topic.OUTCOMES);
    cluster.admin().deleteTopics(List.of(topic)).all().get();
    Awaitility.await().until(() -> !cluster.admin().listTopics().names().get().contains(topic));

    int code = run("verify", "--run", "empty");

    assertThat(code).isEqualTo(1);
    assertThat(out()).contains("topic-missing", "./hone topics create");
    assertThat(run("verify", "--run", "nobody")).isEqualTo(1);
    assertThat(err()).contains("there is no run 'nobody'");
  }

  @Test
  @Order(4)
  void shouldRefuseSettingsThatAreNone() {
    assertThat(run("verify", "--set", "recipe.actor.respones=3")).isEqualTo(1);
    assertThat(run("verify", "--set", "recipe.name=other")).isEqualTo(1);
    assertThat(run("verify", "--set", "recipe.templates=" + folder.resolve("none"))).isEqualTo(1);

    assertThat(err().lines()).hasSize(3);
    assertThat(err()).contains("actor.respones", "other", "none").doesNotContain("unexpected");
  }

  @Test
  @Order(5)
  void shouldCallWhatIsNotTakenYetWaiting() throws Exception {
    write(Topic.PROMPTS, prompt("Nobody plays this one."));

    int code = verify("--json");

    assertThat(code).isZero();
    assertThat(json().path("waiting").asInt()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void shouldFindWhatSomebodyElseWrote() throws Exception {
    PreferencePair pair = all(Topic.PREFERENCES, PreferencePair.class).getFirst();
    write(Topic.PREFERENCES, pair);
    Completion completion = all(Topic.COMPLETIONS, Completion.class).getFirst();
    write(
        Topic.COMPLETIONS,
        Completion.newBuilder(completion).setCallId("c-\u001b[31mforeign").build());
    writeBytes(Topic.OUTCOMES, new byte[] {1, 2, 3});

    int code = verify();

    assertThat(code).isEqualTo(1);
    assertThat(out())
        .contains(
            "pair-twice",
            pair.getPairId(),
            "completion-without-call",
            "c-\\u001b[31mforeign",
            "unreadable",
            "outcomes-0@",
            "completion-without-call (1): Somebody wrote")
        .doesNotContain("\u001b[31m", "Everything holds");
  }
}
