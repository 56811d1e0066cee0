package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.models.train.PairsFile;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.id.ContentId;
import io.hone.schemas.serde.AvroSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pairs from the embedded broker to a file. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // set before the tests
class ExportCommandTest {
  private static final Namespace RUN = new Namespace("export-test");
  private static final Namespace DAMAGED = new Namespace("export-damaged");
  private static final int PAIRS = 30;

  @TempDir private static Path data;
  private static Stack stack;
  private static Map<String, Object> clients;

  @RegisterExtension private final CapturedOutput output = new CapturedOutput();

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    stack = Stack.start(new StackSettings(data, 0, 0, 0, StackSettings.BrokerMode.IN_PROCESS));
    clients = stack.endpoints().clients(Map.of());
    List<PreferencePair> pairs = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) pairs.add(pair(i, PairKind.ACTOR, "v" + i % 2));
    pairs.add(pair(0, PairKind.ACTOR, "v0"));
    pairs.add(pair(0, PairKind.JUDGE, "v0"));
    pairs.add(pair(0, PairKind.SUPERVISED, "v0"));
    try (Admin admin = Admin.create(clients)) {
      new TopicCreator(admin, (short) 1).create(RUN, 3);
      new TopicCreator(admin, (short) 1).create(DAMAGED, 1);
    }
    write(pairs);
  }

  @AfterAll
  static void stop() throws IOException {
    stack.close();
  }

  private static void write(List<PreferencePair> pairs) throws Exception {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (AvroSerializer values = AvroSerializer.with(clients)) {
      for (PreferencePair pair : pairs) {
        byte[] key = pair.getPromptId().getBytes(StandardCharsets.UTF_8);
        String topic = RUN.topic(Topic.PREFERENCES);
        records.add(new ProducerRecord<>(topic, key, values.serialize(topic, pair)));
      }
      String damaged = DAMAGED.topic(Topic.PREFERENCES);
      byte[] sound = values.serialize(damaged, pairs.getFirst());
      records.add(new ProducerRecord<>(damaged, new byte[1], sound));
      records.add(new ProducerRecord<>(damaged, new byte[1], new byte[] {7, 7}));
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) producer.send(record).get();
    }
  }

  private static PreferencePair pair(int number, PairKind kind, String version) {
    ModelRef model = new ModelRef("policy", version);
    String text = "Question number " + number;
    return PreferencePair.newBuilder()
        .setPairId(ContentId.of("x", List.of(kind.name(), text)))
        .setPromptId(ContentId.of("p", List.of(text)))
        .setLineage(new Lineage("export-test", "meta-rewarding", "c0ffee", null, 0))
        .setKind(kind)
        .setMessages(
            List.of(
                new ChatMessage(
                    ChatRole.USER,
                    List.of(new ContentPart(ContentKind.TEXT, text, null, null, null)))))
        .setChosen(candidate("good"))
        .setRejected(kind == PairKind.SUPERVISED ? null : candidate("bad"))
        .setPolicy(model)
        .setActor(model)
        .setPairedAt(Instant.ofEpochMilli(1))
        .build();
  }

  private static Candidate candidate(String text) {
    return Candidate.newBuilder()
        .setId("r-" + text)
        .setText(text)
        .setTokenIds(List.of())
        .setLength(text.length())
        .build();
  }

  private int export(Namespace run, String... arguments) {
    output.out().reset();
    output.err().reset();
    List<String> all =
        new ArrayList<>(List.of("export", "--data", data.toString(), "--run", run.run(), "--json"));
    all.addAll(List.of(arguments));
    return Hone.run(all.toArray(String[]::new));
  }

  private String said() {
    return output.err().toString(StandardCharsets.UTF_8);
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(output.out().toString(StandardCharsets.UTF_8));
  }

  @Test
  void shouldWriteEachPairOnceAsTheTrainerReadsIt() throws IOException {
    Path file = folder.resolve("pairs.jsonl");

    int code = export(RUN, "--format", "trl", "--output", file.toString());

    assertThat(code).as(said()).isZero();
    assertThat(report().path("read").asInt()).isEqualTo(PAIRS + 3);
    assertThat(report().path("exported").asInt()).isEqualTo(PAIRS + 1);
    assertThat(report().path("repeated").asInt()).isEqualTo(1);
    assertThat(report().path("supervised").asInt()).isEqualTo(1);
    List<Object> rows = new ArrayList<>();
    PairsFile.readPreferences(file, rows::add);
    assertThat(rows).hasSize(PAIRS + 1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).containsExactly(file);
    }
  }

  @Test
  void shouldWriteTheSameFileAgain() throws IOException {
    Path first = folder.resolve("a");
    Path second = folder.resolve("b");
    export(RUN, "--format", "trl", "--output", first.toString());

    export(RUN, "--format", "trl", "--output", second.toString());

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void shouldChooseByKindAndVersion() throws IOException {
    int code = export(RUN, "--format", "trl", "--kind", "actor", "--policy", "v1");

    assertThat(code).as(said()).isZero();
    assertThat(output.out().toString(StandardCharsets.UTF_8).lines())
        .hasSize(PAIRS / 2)
        .allMatch(line -> line.contains("\"policy\":\"policy@v1\""));
    assertThat(said()).contains("\"other_kind\" : 1", "\"other_version\" : 16");
  }

  @Test
  void shouldWriteExamples() throws IOException {
    Path file = folder.resolve("examples.jsonl");

    export(RUN, "--format", "trl", "--kind", "supervised", "--output", file.toString());

    List<Object> rows = new ArrayList<>();
    PairsFile.readExamples(file, rows::add);
    assertThat(rows).hasSize(1);
  }

  @Test
  void shouldWriteParquet() throws IOException {
    Path file = folder.resolve("pairs.parquet");

    int code = export(RUN, "--format", "parquet", "--output", file.toString());

    assertThat(code).as(said()).isZero();
    assertThat(Files.readAllBytes(file))
        .startsWith('P', 'A', 'R', '1')
        .endsWith('P', 'A', 'R', '1');
  }

  @Test
  void shouldNotPrintParquet() {
    int code = export(RUN, "--format", "parquet");

    assertThat(code).isEqualTo(1);
    assertThat(said()).hasLineCount(1).contains("--output");
  }

  @Test
  void shouldReplaceAFileOnlyIfAsked() throws IOException {
    Path file = Files.writeString(folder.resolve("pairs.jsonl"), "old");

    int refused = export(RUN, "--format", "trl", "--output", file.toString());
    String reason = said();
    int replaced = export(RUN, "--format", "trl", "--output", file.toString(), "--force");

    assertThat(refused).isEqualTo(1);
    assertThat(reason).hasLineCount(1).contains(file.toString(), "--force");
    assertThat(replaced).isZero();
    assertThat(Files.readAllLines(file)).hasSize(PAIRS + 1);
  }

  @Test
  void shouldTellOfARecordThatCannotBeRead() {
    int code = export(DAMAGED, "--format", "trl");

    assertThat(code).isEqualTo(1);
    assertThat(output.out().toString(StandardCharsets.UTF_8)).hasLineCount(1);
    assertThat(said()).contains("partition 0 offset 1", "\"unreadable\" : 1");
  }
}
