package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.app.broker.BrokerSettings;
import io.hone.app.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's JavaScript and Python clients read what we wrote, and we what they wrote. */
@Tag("peers")
class OtherLanguagesTest {
  private static final String TOPIC = "readings";
  private static final String ANSWERS = "readings-answers";
  private static final int COUNT = 5;

  @TempDir Path folder;

  @Test
  void shouldRoundTripWithJavaScript() throws Exception {
    assertThat(Path.of("src/test/peers/js/node_modules/@confluentinc/schemaregistry"))
        .as("Confluent's JavaScript client is not installed: run 'npm ci' in app/src/test/peers/js")
        .isDirectory();

    roundTrip("node", "src/test/peers/js/consume.js");
  }

  @Test
  void shouldRoundTripWithPython() throws Exception {
    PeerProcess installed =
        PeerProcess.run(List.of("/usr/bin/python3", "-c", "import confluent_kafka.avro"));
    assertThat(installed.status())
        .as(
            "Confluent's Python client is not installed: run 'apt-get install"
                + " python3-confluent-kafka python3-avro python3-requests' (%s)",
            installed.output())
        .isZero();

    roundTrip("/usr/bin/python3", "src/test/peers/python/consume.py");
  }

  private void roundTrip(String interpreter, String program) throws Exception {
    assertThat(Files.isRegularFile(Path.of(program))).as(program).isTrue();
    try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(folder, 0, 0, Map.of()));
        EmbeddedRegistry registry =
            EmbeddedRegistry.start(new RegistryOptions(broker.bootstrapServers(), 0, (short) 1))) {
      int id = produce(broker, registry);

      PeerProcess peer =
          PeerProcess.run(
              List.of(
                  interpreter,
                  program,
                  broker.bootstrapServers(),
                  registry.url().toString(),
                  TOPIC,
                  Integer.toString(COUNT),
                  ANSWERS));

      assertThat(peer.status()).as(String.join("\n", peer.output())).isZero();
      // kafkajs logs JSON as well.
      List<String> records = peer.output().stream().filter(l -> l.startsWith("{\"id\"")).toList();
      assertThat(records).hasSize(COUNT);
      JsonNode last = RegistryHttp.JSON.readTree(records.getLast());
      assertThat(last.path("id").asText()).isEqualTo("r4");
      assertThat(last.path("value").asDouble()).isEqualTo(4.5);
      assertThat(last.path("kind").asText()).isEqualTo("B");
      assertThat(last.path("at").asLong()).isEqualTo(1_700_000_000_003L);
      byte[] answer = answer(broker);
      assertThat(Reading.id(answer)).isEqualTo(id);
      GenericRecord read = Reading.decode(answer);
      assertThat(read).hasToString(Reading.of("r4").toString());
    }
  }

  /** Writes the readings r0 to r4 and returns their schema's id. */
  private static int produce(EmbeddedBroker broker, EmbeddedRegistry registry) throws Exception {
    RegistryHttp http = RegistryHttp.of(registry);
    http.register(TOPIC + "-value", Reading.SCHEMA.toString());
    int id = http.json("/subjects/" + TOPIC + "-value/versions/1").path("id").asInt();
    Map<String, Object> settings = client(broker);
    settings.put("acks", "all");
    try (Admin admin = Admin.create(client(broker))) {
      TopicSetup setup = new TopicSetup(admin, Duration.ofSeconds(30));
      setup.ensure(new TopicPartition(TOPIC, 0), (short) 1);
      setup.ensure(new TopicPartition(ANSWERS, 0), (short) 1);
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int n = 0; n < COUNT; n++) {
        byte[] value = Reading.encode(Reading.of("r" + n), id);
        producer.send(new ProducerRecord<>(TOPIC, new byte[] {(byte) n}, value)).get();
      }
    }
    return id;
  }

  private static byte[] answer(EmbeddedBroker broker) {
    TopicPartition partition = new TopicPartition(ANSWERS, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            client(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofSeconds(10));
      assertThat(records).as("records in " + ANSWERS).hasSize(1);
      return records.iterator().next().value();
    }
  }

  private static Map<String, Object> client(EmbeddedBroker broker) {
    return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
