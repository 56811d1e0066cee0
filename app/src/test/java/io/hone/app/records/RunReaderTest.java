package io.hone.app.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hone.app.stack.Cluster;
import io.hone.app.stack.OpenStack;
import io.hone.event.DeadLetter;
import io.hone.event.DeadLetterReason;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroSerializer;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Conversation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // set before the tests
class RunReaderTest {
  @TempDir static Path folder;

  private static OpenStack stack;
  private static Cluster cluster;
  private Namespace run;

  @BeforeAll
  static void start() throws Exception {
    stack = OpenStack.start(folder.resolve("data"));
    cluster = stack.cluster();
  }

  @AfterAll
  static void stop() throws Exception {
    stack.close();
  }

  @BeforeEach
  void nameTheRun(TestInfo test) {
    run = new Namespace("r" + Integer.toUnsignedString(test.getDisplayName().hashCode()));
  }

  private void createTopics() {
    stack.run(run.run(), 2);
  }

  /** What a reader hands over, as words. */
  private static final class Heard implements RunRecords.Receiver {
    private final List<String> words = new ArrayList<>();

    @Override
    public void record(Position position, SpecificRecord value) {
      words.add(position + " " + ((Prompt) value).getPromptId());
    }

    @Override
    public void unreadable(Position position, String why) {
      words.add(position + " unreadable: " + why);
    }
  }

  private static Prompt prompt(String id) {
    return Prompt.newBuilder()
        .setPromptId(id)
        .setRun("r")
        .setMessages(ToContracts.messages(Conversation.of(id)))
        .setSource("test")
        .setSubmittedAt(Instant.EPOCH)
        .build();
  }

  private KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = new java.util.HashMap<>(cluster.settings());
    settings.putAll(more);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private byte[] bytes(Topic topic, Object value) {
    try (AvroSerializer serializer = AvroSerializer.with(cluster.settings())) {
      return java.util.Objects.requireNonNull(serializer.serialize(run.topic(topic), value));
    }
  }

  private ProducerRecord<String, byte[]> record(Topic topic, byte[] value) {
    return new ProducerRecord<>(run.topic(topic), 1, "key", value);
  }

  private List<String> heard(RunReader reader) {
    Heard heard = new Heard();
    reader.read(Topic.PROMPTS, heard);
    return heard.words;
  }

  @Test
  void shouldReadWhatIsCommittedUpToItsEndAndNothingLater() throws Exception {
    createTopics();
    try (KafkaProducer<String, byte[]> producer = producer(Map.of("transactional.id", run.run()))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(record(Topic.PROMPTS, bytes(Topic.PROMPTS, prompt("p-kept")))).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(record(Topic.PROMPTS, bytes(Topic.PROMPTS, prompt("p-aborted")))).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(record(Topic.PROMPTS, bytes(Topic.PROMPTS, prompt("p-open")))).get();
      try (RunReader reader = RunReader.open(cluster, run)) {
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(record(Topic.PROMPTS, bytes(Topic.PROMPTS, prompt("p-later")))).get();
        producer.commitTransaction();

        List<String> first = heard(reader);

        assertThat(first).containsExactly("prompts-1@0 p-kept", "prompts-1@4 p-open");
        assertThat(heard(reader)).isEqualTo(first);
        assertThat(reader.partitions(Topic.PROMPTS)).isEqualTo(2);
        assertThat(reader.played(new Position(Topic.PROMPTS, 1, 0))).isFalse();
      }
    }
  }

  @Test
  void shouldTellWhatCannotBeReadAndGoOn() throws Exception {
    createTopics();
    DeadLetter other =
        DeadLetter.newBuilder()
            .setTopic("t")
            .setPartition(0)
            .setOffset(0L)
            .setTimestamp(Instant.EPOCH)
            .setReason(DeadLetterReason.INVALID)
            .setDetail("d")
            .setComponent("c")
            .setFailedAt(Instant.EPOCH)
            .build();
    try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
      producer.send(record(Topic.PROMPTS, "garbage".getBytes(StandardCharsets.UTF_8))).get();
      producer.send(record(Topic.PROMPTS, new byte[] {0, 0, 0, 99, 99, 1})).get();
      producer.send(new ProducerRecord<>(run.topic(Topic.PROMPTS), 1, "key", null)).get();
      producer.send(record(Topic.PROMPTS, bytes(Topic.DEAD_LETTERS, other))).get();
      producer.send(record(Topic.PROMPTS, bytes(Topic.PROMPTS, prompt("p-good")))).get();
    }

    List<String> words;
    try (RunReader reader = RunReader.open(cluster, run)) {
      words = heard(reader);
    }

    assertThat(words).hasSize(5);
    assertThat(words.get(0)).startsWith("prompts-1@0 unreadable: ");
    assertThat(words.get(1)).startsWith("prompts-1@1 unreadable: ").contains("25443");
    assertThat(words.get(2)).isEqualTo("prompts-1@2 unreadable: The record has no value.");
    assertThat(words.get(3)).isEqualTo("prompts-1@3 unreadable: The record is no Prompt.");
    assertThat(words.get(4)).isEqualTo("prompts-1@4 p-good");
  }

  @Test
  void shouldReadNothingOfATopicThatIsMissing() throws Exception {
    createTopics();
    String topic = run.topic(Topic.PROMPTS);
    cluster.admin().deleteTopics(List.of(topic)).all().get();
    // The broker forgets it after the controller.
    await().until(() -> !cluster.admin().listTopics().names().get().contains(topic));

    try (RunReader reader = RunReader.open(cluster, run)) {
      assertThat(reader.partitions(Topic.PROMPTS)).isZero();
      assertThat(heard(reader)).isEmpty();
    }
  }

  @Test
  void shouldSayThatThereIsNoSuchRun() {
    assertThatThrownBy(() -> RunReader.open(cluster, new Namespace("nobody")))
        .hasMessageContaining("no run 'nobody'");
  }
}
