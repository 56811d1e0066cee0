package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.broker.BrokerSettings;
import io.hone.app.broker.EmbeddedBroker;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RegistryOnKafkaTest {
  @TempDir Path folder;

  @Test
  void shouldKeepIdsOverRestart() throws Exception {
    try (EmbeddedBroker broker = broker(0)) {
      try (EmbeddedRegistry registry = registry(broker)) {
        RegistryHttp http = RegistryHttp.of(registry);
        http.register("a", Schemas.ONE);
        http.register("a", Schemas.TWO);
        http.register("gone", Schemas.numbered(1));
        http.delete("/subjects/gone");
        http.delete("/subjects/gone?permanent=true");
        http.put("/config/a", "{\"compatibility\":\"FULL\"}");
      }
      try (EmbeddedRegistry registry = registry(broker)) {
        RegistryHttp http = RegistryHttp.of(registry);

        assertThat(http.register("a", Schemas.TWO)).isEqualTo("200 {\"id\":2}");
        assertThat(http.register("b", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
        assertThat(http.get("/subjects/a/versions")).isEqualTo("200 [1,2]");
        assertThat(http.get("/config/a")).contains("FULL");
        assertThat(http.register("gone", Schemas.numbered(1))).isEqualTo("200 {\"id\":4}");
      }
    }
  }

  @Test
  void shouldFenceTheFirstWhenASecondStarts() throws Exception {
    try (EmbeddedBroker broker = broker(0);
        EmbeddedRegistry first = registry(broker)) {
      RegistryHttp http = RegistryHttp.of(first);
      http.register("a", Schemas.ONE);
      try (EmbeddedRegistry second = registry(broker)) {
        RegistryHttp other = RegistryHttp.of(second);
        other.register("b", Schemas.TWO);

        String refused = http.register("c", Schemas.numbered(1));

        assertThat(refused)
            .startsWith("503 {\"error_code\":50003")
            .contains("Another registry took over");
        assertThat(http.register("c", Schemas.numbered(1))).startsWith("503");
        assertThat(http.get("/subjects")).isEqualTo("200 [\"a\"]");
        assertThat(first.fenced()).isCompleted();
        assertThat(other.register("c", Schemas.numbered(2))).isEqualTo("200 {\"id\":3}");
        assertThat(second.fenced()).isNotDone();
      }
    }
  }

  @Test
  void shouldNoticeItsSuccessorWithoutWriting() throws Exception {
    try (EmbeddedBroker broker = broker(0);
        EmbeddedRegistry first = registry(broker)) {
      RegistryHttp.of(first).register("a", Schemas.ONE);

      try (EmbeddedRegistry second = registry(broker)) {
        assertThat(first.fenced())
            .succeedsWithin(Duration.ofSeconds(5))
            .asString()
            .startsWith("Another registry took over _schemas on " + broker.bootstrapServers());
        assertThat(second.fenced()).isNotDone();
        assertThat(RegistryHttp.of(first).get("/subjects")).isEqualTo("200 [\"a\"]");
      }
    }
  }

  @Test
  void shouldNoticeItsSuccessorAfterAnOutageWithoutWriting() throws Exception {
    EmbeddedBroker broker = broker(0);
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    try (EmbeddedRegistry first = registry(broker)) {
      broker.close();
      broker = broker(port);

      try (EmbeddedRegistry second = registry(broker)) {
        assertThat(first.fenced()).succeedsWithin(Duration.ofSeconds(20));
        assertThat(second.fenced()).isNotDone();
      }
    } finally {
      broker.close();
    }
  }

  @Test
  void shouldFailWritesWhileKafkaIsDownAndLoseNothing() throws Exception {
    EmbeddedBroker broker = broker(0);
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    try (EmbeddedRegistry registry = registry(broker)) {
      RegistryHttp http = RegistryHttp.of(registry);
      http.register("a", Schemas.ONE);
      broker.close();

      assertThat(http.register("a", Schemas.TWO)).startsWith("500 {\"error_code\":50002");
      assertThat(http.get("/subjects/a/versions")).isEqualTo("200 [1]");

      broker = broker(port);
      assertThat(http.register("a", Schemas.TWO)).isEqualTo("200 {\"id\":2}");
      assertThat(http.get("/subjects/a/versions")).isEqualTo("200 [1,2]");
      assertThat(registry.fenced()).isNotDone();
    } finally {
      broker.close();
    }
  }

  @Test
  void shouldNotTakeTheTopicBackAfterAnOutage() throws Exception {
    EmbeddedBroker broker = broker(0);
    int port = URI.create("kafka://" + broker.bootstrapServers()).getPort();
    try (EmbeddedRegistry first = registry(broker)) {
      RegistryHttp http = RegistryHttp.of(first);
      http.register("a", Schemas.ONE);
      broker.close();
      assertThat(http.register("a", Schemas.TWO)).startsWith("500");
      broker = broker(port);
      try (EmbeddedRegistry second = registry(broker)) {

        assertThat(http.register("a", Schemas.TWO)).startsWith("503");

        assertThat(RegistryHttp.of(second).register("a", Schemas.TWO)).isEqualTo("200 {\"id\":2}");
      }
    } finally {
      broker.close();
    }
  }

  @Test
  void shouldCloseQuickly() throws Exception {
    try (EmbeddedBroker broker = broker(0)) {
      EmbeddedRegistry registry = registry(broker);
      RegistryHttp.of(registry).register("a", Schemas.ONE);
      long before = System.nanoTime();

      registry.close();

      Duration took = Duration.ofNanos(System.nanoTime() - before);
      // Its watch waits up to 5 s for the broker, its producer for as long.
      assertThat(took).isLessThan(Duration.ofSeconds(3));
      assertThatThrownBy(() -> RegistryHttp.of(registry).get("/subjects"))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  private EmbeddedBroker broker(int port) {
    return EmbeddedBroker.start(new BrokerSettings(folder, port, 0, Map.of()));
  }

  private static EmbeddedRegistry registry(EmbeddedBroker broker) throws Exception {
    return EmbeddedRegistry.start(new RegistryOptions(broker.bootstrapServers(), 0, (short) 1));
  }
}
