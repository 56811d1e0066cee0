package io.hone.app.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** What the tests do with a broker. */
record BrokerClient(String bootstrapServers) {

  static BrokerClient of(Broker broker) {
    return new BrokerClient(broker.bootstrapServers());
  }

  Map<String, Object> config(Map<String, Object> more) {
    Map<String, Object> config = new HashMap<>(more);
    config.put("bootstrap.servers", bootstrapServers);
    return config;
  }

  String clusterId() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(config(Map.of()))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  /** Creates a topic and waits until it takes records (KAFKA-15591). */
  void createTopic(String topic) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(config(Map.of()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      Awaitility.await()
          .ignoreExceptions()
          .until(
              () -> {
                admin
                    .listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                    .all()
                    .get();
                return true;
              });
    }
  }

  void produce(String topic, String value) throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer = producer(Map.of("acks", "all"))) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  KafkaProducer<String, String> producer(Map<String, Object> more) {
    return new KafkaProducer<>(config(more), new StringSerializer(), new StringSerializer());
  }

  /** Reads committed values from the start until there are as many as wanted. */
  List<String> consume(String topic, int wanted) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            config(Map.of("auto.offset.reset", "earliest", "isolation.level", "read_committed")),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(received -> values.add(received.value()));
                return values.size() >= wanted;
              });
      return values;
    }
  }
}
