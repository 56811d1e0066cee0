package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.event.Prompt;
import io.hone.producers.prompts.KnownPrompts;
import io.hone.producers.prompts.PromptIds;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.streams.episode.FromContracts;
import io.hone.streams.recipe.Conversation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Prompts from files to a run on the embedded broker: each once, whatever happens. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // set before the tests
class SubmitCommandTest {
  private static final int SPREAD = 3;

  @TempDir private static Path data;
  private static Stack stack;
  private static Map<String, Object> clients;

  @RegisterExtension private final CapturedOutput output = new CapturedOutput();

  @TempDir private Path folder;
  private Namespace run;

  @BeforeAll
  static void start() throws IOException {
    stack = Stack.start(new StackSettings(data, 0, 0, 0, StackSettings.BrokerMode.IN_PROCESS));
    clients = stack.endpoints().clients(Map.of());
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
  }

  @BeforeEach
  void create(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName();
    run = new Namespace(name.toLowerCase(java.util.Locale.ROOT));
    try (Admin admin = Admin.create(clients)) {
      new TopicCreator(admin, (short) 1).create(run, SPREAD);
    }
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String numbered(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"prompt\": \"Question number %d?\"}\n"::formatted)
        .collect(Collectors.joining());
  }

  private List<String> command(String... arguments) {
    List<String> all = new ArrayList<>(List.of("submit"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--run", run.run(), "--data", data.toString(), "--json"));
    return all;
  }

  private int submit(String... arguments) {
    output.out().reset();
    output.err().reset();
    return Hone.run(command(arguments).toArray(String[]::new));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(output.out().toString(StandardCharsets.UTF_8));
  }

  private String said() {
    return output.err().toString(StandardCharsets.UTF_8);
  }

  private List<Prompt> prompts() {
    AvroDeserializer values = AvroDeserializer.specific(clients);
    List<Prompt> found = new ArrayList<>();
    try (KafkaConsumer<String, Object> consumer =
        new KafkaConsumer<>(clients, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          IntStream.range(0, SPREAD)
              .mapToObj(p -> new TopicPartition(run.topic(Topic.PROMPTS), p))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  Prompt prompt = (Prompt) record.value();
                  assertThat(record.key()).isEqualTo(prompt.getPromptId());
                  found.add(prompt);
                });
      }
    }
    return found;
  }

  @Test
  void shouldSubmitEachPromptOnce() throws IOException {
    Path file = file("p.jsonl", numbered(50) + numbered(30));

    int first = submit(file.toString());
    JsonNode said = report();
    int second = submit(file.toString());

    assertThat(first).as(said()).isZero();
    assertThat(said.path("submitted").asInt()).isEqualTo(50);
    assertThat(said.path("repeated").asInt()).isEqualTo(30);
    assertThat(second).isZero();
    assertThat(report().path("submitted").asInt()).isZero();
    assertThat(report().path("in_topic").asInt()).isEqualTo(80);
    assertThat(prompts()).extracting(Prompt::getPromptId).hasSize(50).doesNotHaveDuplicates();
    assertThat(prompts()).extracting(Prompt::getSource).contains(file + ":50");
  }

  /** What recipes derive from a prompt's messages is the id that it was submitted under. */
  @Test
  void shouldDeriveTheIdThatRecipesDerive() throws IOException {
    Path picture = Files.writeString(folder.resolve("a.png"), "abc");
    Path file =
        file(
            "p.jsonl",
            """
            {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [{"type": "text", "text": "ü"}, {"type": "image_url", "image_url": {"url": "%s"}}]}]}
            {"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "o"}, {"role": "tool", "content": "t"}, {"role": "user", "content": "b"}]}
            """
                .formatted(picture.toUri()));

    submit(file.toString());

    assertThat(prompts())
        .hasSize(2)
        .allSatisfy(
            prompt -> {
              Conversation read = FromContracts.conversation(prompt.getMessages());
              assertThat(io.hone.streams.recipe.Prompt.of(read, Map.of()).id())
                  .isEqualTo(prompt.getPromptId())
                  .isEqualTo(PromptIds.of(prompt.getMessages()));
            });
  }

  @Test
  void shouldEndAtABadLine() throws IOException {
    Path file = file("p.jsonl", "{\"prompt\": \"a\"}\n{\"no\": 1}\n{\"prompt\": \"b\"}\n");

    int code = submit(file.toString());

    assertThat(code).isEqualTo(1);
    assertThat(said()).hasLineCount(1).contains(file + " line 2 has the fields [no]", "--field");
    assertThat(report().path("complete").asBoolean()).isFalse();
    assertThat(report().path("stopped_at_line").asInt()).isEqualTo(2);
    assertThat(prompts()).hasSize(1);
  }

  @Test
  void shouldSkipBadLinesIfAsked() throws IOException {
    Path file = file("p.jsonl", "{\"prompt\": \"a\"}\n{\"\\u001b[31m\": 1}\n{\"prompt\": \"b\"}\n");

    int code = submit(file.toString(), "--skip-bad");

    assertThat(code).isZero();
    assertThat(said()).hasLineCount(1).contains("line 2", "\\u001b").doesNotContain("\u001b");
    assertThat(report().path("refused").asInt()).isEqualTo(1);
    assertThat(report().path("complete").asBoolean()).isTrue();
    assertThat(prompts()).hasSize(2);
  }

  @Test
  void shouldReadStandardInput() throws IOException {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream("a\nb\n".getBytes(StandardCharsets.UTF_8)));
    try {
      int code = submit("-", "--format", "text");

      assertThat(code).as(said()).isZero();
    } finally {
      System.setIn(real);
    }
    assertThat(prompts()).extracting(Prompt::getSource).contains("stdin:2");
  }

  @Test
  void shouldRefuseAPromptThatIsTooLargeForTheCluster() throws IOException {
    Path file = file("p.txt", "x".repeat(1_100_000) + "\nsmall\n" + "y".repeat(1_040_000));

    int code = submit(file.toString(), "--skip-bad");

    assertThat(code).as(said()).isZero();
    assertThat(said()).hasLineCount(1).contains("line 1 is a record of 1100", "max.request.size");
    assertThat(prompts()).hasSize(2);
  }

  @Test
  void shouldSubmitBlindly() throws IOException {
    Path file = file("p.jsonl", numbered(3));
    submit(file.toString());

    int code = submit(file.toString(), "--blind");

    assertThat(code).isZero();
    assertThat(report().path("submitted").asInt()).isEqualTo(3);
    assertThat(prompts()).hasSize(6);
  }

  @Test
  void shouldSayThatAFormatIsNotTold() throws IOException {
    Path file = file("prompts.parquet", "");

    int code = submit(file.toString());

    assertThat(code).isEqualTo(1);
    assertThat(said()).hasLineCount(1).contains("--format jsonl, text or csv");
  }

  @Test
  void shouldSayThatARunHasNoTopics() throws IOException {
    Path file = file("p.txt", "a");

    int code = Hone.run("submit", file.toString(), "--run", "no-such", "--data", data.toString());

    assertThat(code).isEqualTo(1);
    assertThat(said()).hasLineCount(1).contains("hone.no-such.prompts", "topics create");
  }

  /** Killed in the middle, started again: each prompt is there once. */
  @Test
  void shouldGoOnAfterAKill() throws Exception {
    int count = 20_000;
    Path file = file("p.jsonl", numbered(count));
    List<String> java =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.hone.app.Hone"));
    java.addAll(command("-"));
    Process killed =
        new ProcessBuilder(java)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    // Its input stays open, so it cannot come to its end before it is killed.
    killed.getOutputStream().write(numbered(count / 2).getBytes(StandardCharsets.UTF_8));
    killed.getOutputStream().flush();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> inTopic() > 0);
    killed.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    int before = inTopic();

    int code = submit(file.toString());

    assertThat(before).isBetween(1, count / 2);
    assertThat(code).as(said()).isZero();
    assertThat(report().path("in_topic").asInt()).isGreaterThanOrEqualTo(before);
    assertThat(report().path("in_topic").asInt() + report().path("submitted").asInt())
        .isEqualTo(count);
    assertThat(prompts()).extracting(Prompt::getPromptId).hasSize(count).doesNotHaveDuplicates();
  }

  private int inTopic() {
    return KnownPrompts.read(clients, run.topic(Topic.PROMPTS)).inTopic();
  }
}
