package io.hone.app.stack;

import io.hone.app.broker.BrokerSettings;
import io.hone.app.broker.EmbeddedBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the broker that Hone carries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
@Tag("slow")
class EmbeddedKafkaTest extends KafkaContract {
  private EmbeddedBroker broker;

  @BeforeAll
  void start(@TempDir Path folder) {
    broker = EmbeddedBroker.start(BrokerSettings.of(folder));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Override
  String bootstrapServers() {
    return broker.bootstrapServers();
  }
}
