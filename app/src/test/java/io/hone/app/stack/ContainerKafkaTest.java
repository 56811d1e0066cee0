package io.hone.app.stack;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.kafka.KafkaContainer;

/** The contract on Apache Kafka in a container. */
@Tag("containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerKafkaTest extends KafkaContract {
  private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");

  @BeforeAll
  void start() {
    kafka.start();
    System.out.println("container of Kafka started: " + kafka.getBootstrapServers());
  }

  @AfterAll
  void stop() {
    kafka.stop();
  }

  @Override
  String bootstrapServers() {
    return kafka.getBootstrapServers();
  }
}
