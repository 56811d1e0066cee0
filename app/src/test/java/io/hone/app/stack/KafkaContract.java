package io.hone.app.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.registry.EmbeddedRegistry;
import io.hone.app.registry.RegistryOptions;
import io.hone.event.Prompt;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import io.hone.schemas.catalog.TopicFinding;
import io.hone.schemas.catalog.TopicFinding.State;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What Hone needs of a Kafka, wherever it runs. Written once; each kind of Kafka runs it. */
abstract class KafkaContract {
  /** Where the Kafka under test answers. */
  abstract String bootstrapServers();

  private Namespace namespace = fresh();

  private static Namespace fresh() {
    return new Namespace("t-" + UUID.randomUUID().toString().substring(0, 8));
  }

  @BeforeEach
  void takeTopicsOfItsOwn() {
    namespace = fresh();
  }

  private Cluster connect() {
    return Cluster.connect(Map.of("bootstrap.servers", bootstrapServers()));
  }

  private static List<State> states(List<TopicFinding> findings) {
    return findings.stream().map(TopicFinding::state).distinct().toList();
  }

  /** A machine that died without a word, with connections that nobody closes. */
  @RepeatedTest(5)
  void shouldConnectWhenABrokerBesideItTakesConnectionsAndNeverAnswers() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String servers = "127.0.0.1:%d,%s".formatted(mute.getLocalPort(), bootstrapServers());

      try (Cluster cluster = Cluster.connect(Map.of("bootstrap.servers", servers))) {
        assertThat(cluster.settings()).containsEntry("bootstrap.servers", servers);
      }
    }
  }

  @Test
  void shouldCreateTopicsOnce() {
    try (Cluster cluster = connect()) {
      TopicCreator creator = new TopicCreator(cluster.admin(), (short) -1);
      List<TopicFinding> first = creator.create(namespace, 3);

      List<TopicFinding> second = creator.create(namespace, 3);

      assertThat(states(first)).containsExactly(State.CREATED);
      assertThat(states(second)).containsExactly(State.AS_DECLARED);
    }
  }

  @Test
  void shouldReportATopicWithOtherSettingsAndLeaveIt() {
    try (Cluster cluster = connect()) {
      TopicCreator creator = new TopicCreator(cluster.admin(), (short) -1);
      creator.create(namespace, 3);
      String outcomes = namespace.topic(Topic.OUTCOMES);
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, outcomes);
      AlterConfigOp shorter =
          new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
      Cluster.get(
          cluster.admin().incrementalAlterConfigs(Map.of(resource, List.of(shorter))).all());

      List<TopicFinding> findings = creator.create(namespace, 4);

      assertThat(findings)
          .filteredOn(f -> f.topic().equals(outcomes))
          .singleElement()
          .satisfies(
              f -> {
                assertThat(f.state()).isEqualTo(State.DIFFERS);
                assertThat(f.differences())
                    .containsExactly(
                        "partitions is 3, the catalogue has 4",
                        "retention.ms is 1000, the catalogue has -1");
              });
      assertThat(states(creator.create(namespace, 3)))
          .containsExactlyInAnyOrder(State.AS_DECLARED, State.DIFFERS);
    }
  }

  /** KAFKA-15591: without the wait in TopicCreator most new topics lose their first records. */
  @Test
  void shouldLoseNothingWhenATopicIsUsedTheMomentItWasCreated() throws Exception {
    try (Cluster cluster = connect();
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers(), "delivery.timeout.ms", 31_000),
                new StringSerializer(),
                new StringSerializer())) {
      new TopicCreator(cluster.admin(), (short) -1).create(namespace, 16);
      List<Future<?>> sent = new ArrayList<>();

      for (int i = 0; i < 2_000; i++) {
        sent.add(producer.send(new ProducerRecord<>(namespace.topic(Topic.PROMPTS), "k" + i, "v")));
      }
      producer.flush();

      for (Future<?> one : sent) assertThat(one.get()).isNotNull();
      assertThat(usage(cluster, Topic.PROMPTS).records()).isEqualTo(2_000);
    }
  }

  @Test
  void shouldTellSizesAndLags() throws Exception {
    try (Cluster cluster = connect()) {
      new TopicCreator(cluster.admin(), (short) -1).create(namespace, 2);
      String topic = namespace.topic(Topic.CONTROL);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        for (int i = 0; i < 5; i++) producer.send(new ProducerRecord<>(topic, "v" + i)).get();
      }
      String group = namespace.run() + "-reader";
      Map<TopicPartition, OffsetAndMetadata> read =
          Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(2));
      Cluster.get(cluster.admin().alterConsumerGroupOffsets(group, read).all());

      TopicUsage usage = usage(cluster, Topic.CONTROL);

      assertThat(usage.records()).isEqualTo(5);
      assertThat(usage.bytes()).isPositive();
      assertThat(usage.lags()).extracting(TopicUsage.Lag::group).containsExactly(group);
      assertThat(usage.lags()).extracting(TopicUsage.Lag::records).containsExactly(3L);
    }
  }

  private TopicUsage usage(Cluster cluster, Topic topic) {
    return new TopicSurvey(cluster.admin())
        .survey().stream()
            .filter(u -> u.topic().equals(namespace.topic(topic)))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void shouldReadRecordsBackThroughARegistryThatWasStartedAgain() throws Exception {
    try (Cluster cluster = connect()) {
      new TopicCreator(cluster.admin(), (short) -1).create(namespace, 4);
    }
    List<Prompt> prompts = IntStream.range(0, 20).mapToObj(this::prompt).toList();
    try (EmbeddedRegistry registry = registry()) {
      Map<String, Object> settings = settings(registry);
      try (KafkaProducer<String, Object> producer =
          new KafkaProducer<>(settings, new StringSerializer(), serializer(settings))) {
        for (Prompt p : prompts) {
          producer.send(new ProducerRecord<>(topic(), p.getPromptId(), p)).get();
        }
      }
    }

    List<Object> read;
    try (EmbeddedRegistry registry = registry()) {
      read = readAll(settings(registry));
    }

    assertThat(read).containsExactlyInAnyOrderElementsOf(prompts);
  }

  private String topic() {
    return namespace.topic(Topic.PROMPTS);
  }

  private Prompt prompt(int i) {
    return Prompt.newBuilder()
        .setPromptId("p-" + i)
        .setRun(namespace.run())
        .setMessages(List.of())
        .setSource("test")
        .setSubmittedAt(Instant.ofEpochMilli(i))
        .build();
  }

  private EmbeddedRegistry registry() throws java.io.IOException {
    return EmbeddedRegistry.start(new RegistryOptions(bootstrapServers(), 0, (short) 1));
  }

  private Map<String, Object> settings(EmbeddedRegistry registry) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers());
    settings.put("schema.registry.url", registry.url().toString());
    return settings;
  }

  private static AvroSerializer serializer(Map<String, Object> settings) {
    AvroSerializer serializer = AvroSerializer.with(settings);
    return serializer;
  }

  private List<Object> readAll(Map<String, Object> settings) {
    AvroDeserializer values = AvroDeserializer.specific(settings);
    List<Object> read = new ArrayList<>();
    try (KafkaConsumer<String, Object> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
      List<TopicPartition> partitions =
          IntStream.range(0, 4).mapToObj(p -> new TopicPartition(topic(), p)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
      while (end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, Object> r : consumer.poll(Duration.ofMillis(100))) {
          read.add(r.value());
        }
      }
    }
    return read;
  }
}
