package io.hone.app.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.serde.AvroSerializer;
import io.hone.streams.episode.ToContracts;
import io.hone.streams.recipe.Conversation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.TestInfo;

/** A stack in the tests' process, with a run for each test and what writes its records. */
public final class OpenStack implements AutoCloseable {
  private final Stack stack;
  private final Cluster cluster;
  private final KafkaProducer<String, Object> producer;

  private OpenStack(Stack stack) {
    this.stack = stack;
    Map<String, Object> clients = stack.endpoints().clients(Map.of());
    cluster = Cluster.connect(clients);
    AvroSerializer values = AvroSerializer.with(clients);
    producer = new KafkaProducer<>(clients, new StringSerializer(), values);
  }

  public static OpenStack start(Path data) throws IOException {
    return new OpenStack(
        Stack.start(new StackSettings(data, 0, 0, 0, StackSettings.BrokerMode.IN_PROCESS)));
  }

  public Cluster cluster() {
    return cluster;
  }

  /** The options of every command that say where it is. */
  public List<String> options() {
    return List.of(
        "--bootstrap-server",
        stack.endpoints().bootstrapServers(),
        "--schema-registry",
        stack.endpoints().schemaRegistryUrl());
  }

  /** A run of the test's own, with its topics. */
  public Namespace run(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    return run(name.substring(0, Math.min(60, name.length())), 1);
  }

  /**
   * @param partitions of the topics by prompt
   */
  public Namespace run(String name, int partitions) {
    Namespace run = new Namespace(name);
    new TopicCreator(cluster.admin(), (short) 1).create(run, partitions);
    return run;
  }

  /** A prompt as it stands on its topic, under its own id. */
  public static Prompt prompt(Namespace run, String text) {
    Conversation conversation = Conversation.of(text);
    return Prompt.newBuilder()
        .setPromptId(io.hone.streams.recipe.Prompt.of(conversation, Map.of()).id())
        .setRun(run.run())
        .setMessages(ToContracts.messages(conversation))
        .setSource("test")
        // Not in 1970: statistics forget windows of 90 days ago.
        .setSubmittedAt(Instant.now().truncatedTo(ChronoUnit.DAYS))
        .build();
  }

  /** Questions with the numbers below {@code count}, the same whenever they are asked. */
  public void submit(Namespace run, int count) {
    for (int i = 0; i < count; i++) {
      Prompt prompt = prompt(run, "Question " + i);
      write(run, Topic.PROMPTS, prompt.getPromptId(), prompt);
    }
  }

  public void write(Namespace run, Topic topic, String key, SpecificRecord value) {
    Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(run.topic(topic), key, value));
    producer.flush();
    assertThat(sent).isDone();
  }

  /** Without waiting, for many records; nobody hears of one that is refused. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void send(Namespace run, Topic topic, String key, SpecificRecord value) {
    producer.send(new ProducerRecord<>(run.topic(topic), key, value));
  }

  /** What no reader of the topic understands, to its first partition. */
  public void writeBytes(Namespace run, Topic topic, byte[] value) {
    var bytes = new ByteArraySerializer();
    try (var raw = new KafkaProducer<>(cluster.settings(), bytes, bytes)) {
      Future<RecordMetadata> sent =
          raw.send(new ProducerRecord<>(run.topic(topic), 0, null, value));
      raw.flush();
      assertThat(sent).isDone();
    }
  }

  @Override
  public void close() throws IOException {
    producer.close();
    cluster.close();
    stack.close();
  }
}
