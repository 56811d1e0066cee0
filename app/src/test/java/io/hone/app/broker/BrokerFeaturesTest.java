package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker offers all that Hone builds on. */
@Tag("slow")
class BrokerFeaturesTest {
  @TempDir static Path folder;
  private static Broker broker;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(BrokerSettings.of(folder));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldCommitAndAbortTransactions() throws Exception {
    BrokerClient client = BrokerClient.of(broker);
    client.createTopic("transactions");
    try (KafkaProducer<String, String> producer =
        client.producer(Map.of("transactional.id", "judge-1"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "aborted")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("transactions", "committed")).get();
      producer.commitTransaction();
    }

    assertThat(client.consume("transactions", 1)).containsExactly("committed");
  }

  @Test
  void shouldDeliverToShareGroup() throws Exception {
    BrokerClient client = BrokerClient.of(broker);
    client.createTopic("shared");
    readFromStart("graders");
    client.produce("shared", "prompt");
    List<String> values = new ArrayList<>();
    long before = System.nanoTime();
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(
            client.config(Map.of("group.id", "graders")),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of("shared"));

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return !values.isEmpty();
              });
    }
    System.out.printf("share group joined in %d ms%n", (System.nanoTime() - before) / 1_000_000);
    assertThat(values).containsExactly("prompt");
  }

  @Test
  void shouldGiveTheWorkOfADeadConsumerToAnotherWithinSeconds() throws Exception {
    BrokerClient client = BrokerClient.of(broker);
    client.createTopic("windows");
    client.produce("windows", "prompt");
    KafkaConsumer<String, String> dead =
        windowConsumer(client, Map.of("group.instance.id", "dead"));
    awaitOne(dead);

    // A static member keeps its partitions until its session ends, as one that was killed.
    dead.close();

    try (KafkaConsumer<String, String> next = windowConsumer(client, Map.of())) {
      awaitOne(next);
    }
  }

  private static KafkaConsumer<String, String> windowConsumer(
      BrokerClient client, Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(client.config(more));
    config.put("group.id", "workers");
    config.put("group.protocol", "consumer");
    config.put("enable.auto.commit", "false");
    config.put("auto.offset.reset", "earliest");
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of("windows"));
    return consumer;
  }

  private static void awaitOne(KafkaConsumer<String, String> consumer) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30)) // Kafka's own session lasts 45 s
        .until(() -> consumer.poll(Duration.ofMillis(200)).count() == 1);
  }

  @Test
  void shouldLetShareGroupLockRecordsForAnHour() throws Exception {
    alterGroup("slow-graders", "share.record.lock.duration.ms", "3600000");

    try (Admin admin = admin()) {
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "slow-graders");
      assertThat(admin.describeConfigs(List.of(group)).all().get())
          .hasEntrySatisfying(
              group,
              config ->
                  assertThat(config.get("share.record.lock.duration.ms").value())
                      .isEqualTo("3600000"));
    }
  }

  @Test
  void shouldFinalizeStreamsShareAndTransactionFeatures() throws Exception {
    try (Admin admin = admin()) {
      var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();

      assertThat(features)
          .hasEntrySatisfying(
              "streams.version", on -> assertThat(on.maxVersionLevel()).isPositive())
          .hasEntrySatisfying("share.version", on -> assertThat(on.maxVersionLevel()).isPositive())
          .hasEntrySatisfying(
              "transaction.version",
              on -> assertThat(on.maxVersionLevel()).isGreaterThan((short) 1));
    }
  }

  @Test
  void shouldNotCreateTopicByTypo() {
    BrokerClient client = BrokerClient.of(broker);

    assertThatThrownBy(
            () -> {
              try (KafkaProducer<String, String> producer =
                  client.producer(Map.of("max.block.ms", "1000"))) {
                producer.send(new ProducerRecord<>("typo", "lost")).get();
              }
            })
        .hasMessageContaining("typo");
  }

  private static void readFromStart(String group) throws Exception {
    alterGroup(group, "share.auto.offset.reset", "earliest");
  }

  private static void alterGroup(String group, String key, String value) throws Exception {
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, group),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static Admin admin() {
    return Admin.create(BrokerClient.of(broker).config(Map.of()));
  }
}
