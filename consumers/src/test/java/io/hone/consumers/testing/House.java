package io.hone.consumers.testing;

import io.hone.event.Call;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.Completion;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.DeadLetter;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.Sampling;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.id.ContentId;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A run on a broker and a registry: what writes its calls and reads what came of them. */
public final class House implements AutoCloseable {
  private final TestBroker broker;
  private final TestRegistry registry;
  private final Namespace namespace;
  private final AvroDeserializer deserializer;
  private final TopicReader<Completion> completions;
  private final TopicReader<DeadLetter> deadLetters;

  public House(TestBroker broker, TestRegistry registry, int workPartitions) {
    this.broker = broker;
    this.registry = registry;
    this.namespace = new Namespace(broker.unique("run"));
    broker.create(
        workPartitions,
        topic(Topic.CALLS_ACTOR),
        topic(Topic.CALLS_JUDGE),
        topic(Topic.CALLS_META_JUDGE));
    broker.create(2, topic(Topic.COMPLETIONS));
    broker.create(1, topic(Topic.DEAD_LETTERS));
    deserializer = AvroDeserializer.specific(Map.of("schema.registry.url", registry.url()));
    this.completions = reader(Topic.COMPLETIONS, Completion.class);
    this.deadLetters = reader(Topic.DEAD_LETTERS, DeadLetter.class);
  }

  public Namespace namespace() {
    return namespace;
  }

  public String topic(Topic topic) {
    return namespace.topic(topic);
  }

  public Map<String, Object> kafka() {
    Map<String, Object> settings = new HashMap<>(broker.clients());
    settings.put("schema.registry.url", registry.url());
    return settings;
  }

  /** A call of that stage whose content is the text. */
  public static Call call(Stage stage, String text) {
    return Call.newBuilder()
        .setCallId(ContentId.of("c", List.of(stage.name(), text)))
        .setPromptId(ContentId.of("p", List.of(text)))
        .setLineage(new Lineage("run", "test", "0", null, 0))
        .setStage(stage)
        .setAttempt(1)
        .setModel(new ModelRef("policy", "v1"))
        .setMessages(
            List.of(
                new ChatMessage(
                    ChatRole.USER,
                    List.of(new ContentPart(ContentKind.TEXT, text, null, null, null)))))
        .setSampling(new Sampling(0.8, 0.95, 0, 100, List.of(), 7L, 2, false))
        .setSubjects(List.of())
        .setPlace("")
        .setAskedAt(Instant.now())
        .build();
  }

  public static Topic workTopic(Stage stage) {
    return switch (stage) {
      case META_JUDGE -> Topic.CALLS_META_JUDGE;
      case JUDGE -> Topic.CALLS_JUDGE;
      default -> Topic.CALLS_ACTOR;
    };
  }

  /** Writes the calls, each to its stage's topic. */
  public void ask(List<Call> calls) {
    try (AvroSerializer serializer = AvroSerializer.with(kafka())) {
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (Call call : calls) {
        String topic = topic(workTopic(call.getStage()));
        records.add(
            new ProducerRecord<>(
                topic,
                call.getCallId().getBytes(StandardCharsets.UTF_8),
                serializer.serialize(topic, call)));
      }
      broker.write(records);
    }
  }

  /** Every completion there is, duplicates included. */
  public List<Completion> completions() {
    return completions.all();
  }

  public List<DeadLetter> deadLetters() {
    return deadLetters.all();
  }

  private <T> TopicReader<T> reader(Topic topic, Class<T> type) {
    return new TopicReader<>(
        broker.clients(),
        topic(topic),
        r -> type.cast(Objects.requireNonNull(deserializer.deserialize(r.topic(), r.value()))));
  }

  @Override
  public void close() {
    completions.close();
    deadLetters.close();
    deserializer.close();
  }
}
