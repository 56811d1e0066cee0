package io.hone.consumers.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.consumers.testing.TopicReader;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records that may be lost, with and without a broker that takes them. */
@ExtendWith(Shared.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LossyWriterTest {
  private static ControlCommand record(String id) {
    return ControlCommand.newBuilder()
        .setCommandId(id)
        .setRun("main")
        .setKind(ControlKind.PAUSE)
        .setIssuedBy("test")
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  private static Map<String, Object> kafka(TestBroker broker, String registry) {
    Map<String, Object> kafka = new HashMap<>(broker.clients());
    kafka.put("schema.registry.url", registry);
    return kafka;
  }

  private static void write(LossyWriter writer, String topic, int from, int to) {
    for (int i = from; i < to; i++) writer.write(topic, "k" + i, record("k" + i));
  }

  private static TopicReader<String> keys(TestBroker broker, String topic) {
    return new TopicReader<>(
        broker.clients(), topic, each -> new String(each.key(), StandardCharsets.UTF_8));
  }

  /** Takes connections and never says anything. */
  private static ServerSocket silence() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @Test
  void shouldHoldUpNobodyWhileTheBrokerDoesNotAnswer(TestRegistry registry) throws IOException {
    try (ServerSocket silence = silence()) {
      Map<String, Object> kafka =
          Map.of(
              "bootstrap.servers",
              "127.0.0.1:" + silence.getLocalPort(),
              "schema.registry.url",
              registry.url());

      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> writeAndClose(kafka));
    }
  }

  @Test
  void shouldHoldUpNobodyWhileTheRegistryDoesNotAnswer(TestBroker broker) throws IOException {
    try (ServerSocket silence = silence()) {
      Map<String, Object> kafka = kafka(broker, "http://127.0.0.1:" + silence.getLocalPort());

      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> writeAndClose(kafka));
    }
  }

  private static void writeAndClose(Map<String, Object> kafka) {
    try (LossyWriter writer = new LossyWriter(kafka)) {
      write(writer, "nowhere", 0, 1_000);
    }
  }

  @Test
  void shouldWriteWhatWaitsBeforeItCloses(TestBroker broker, TestRegistry registry) {
    String topic = broker.unique("lossy");
    broker.create(1, topic);

    try (TopicReader<String> keys = keys(broker, topic)) {
      try (LossyWriter writer = new LossyWriter(kafka(broker, registry.url()))) {
        // The moment that it waits is for what is written, not for finding broker and registry.
        write(writer, topic, 0, 1);
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> keys.all().size() == 1);
        write(writer, topic, 1, 40);
      }

      assertThat(keys.all()).hasSize(40).endsWith("k38", "k39");
    }
  }

  @Test
  void shouldKeepTheLatestUntilTheTopicIsThere(TestBroker broker, TestRegistry registry) {
    String topic = broker.unique("lossy");
    try (LossyWriter writer = new LossyWriter(kafka(broker, registry.url()))) {
      write(writer, topic, 0, 1_000);

      broker.create(1, topic);

      try (TopicReader<String> keys = keys(broker, topic)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(40))
            .until(keys::all, found -> found.contains("k999"));
        List<String> found = keys.all();
        assertThat(found).hasSizeLessThan(100).endsWith("k998", "k999");
      }
    }
  }
}
