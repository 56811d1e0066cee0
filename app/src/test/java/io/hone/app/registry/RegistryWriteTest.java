package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryWriteTest {
  private final InMemoryStorage storage = new InMemoryStorage();
  private EmbeddedRegistry registry;
  private RegistryHttp http;

  @BeforeEach
  void start() throws Exception {
    registry = EmbeddedRegistry.start(new RegistryOptions("none:1", 0, (short) 1), storage);
    http = RegistryHttp.of(registry);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void shouldSerialiseConcurrentRegistrations() {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, 40)
            .mapToObj(
                n ->
                    CompletableFuture.supplyAsync(
                        () -> http.register("s" + n % 20, Schemas.numbered(n % 20))))
            .toList();

    Set<String> ids = new HashSet<>();
    answers.forEach(answer -> ids.add(answer.join()));

    assertThat(ids).hasSize(20).allMatch(answer -> answer.startsWith("200 "));
    assertThat(http.json("/subjects")).hasSize(20);
  }

  @Test
  void shouldAnswerReadsAndKnownSchemasWhileAWriteWaits() throws Exception {
    http.register("s", Schemas.ONE);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    storage.beforeAppend(
        () -> {
          writing.countDown();
          awaitQuietly(release);
        });
    CompletableFuture<String> write =
        CompletableFuture.supplyAsync(() -> http.register("s", Schemas.TWO));
    writing.await();

    String read = http.get("/subjects/s/versions");

    assertThat(read).isEqualTo("200 [1]");
    assertThat(write).isNotDone();
    release.countDown();
    assertThat(write).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("200 {\"id\":2}");
    assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1,2]");
  }

  @Test
  void shouldReadAgainAfterAWriteOfUnknownOutcome() {
    storage.failWith(InMemoryStorage.Fault.WRITE_AND_FAIL);
    assertThat(http.register("kept", Schemas.ONE)).startsWith("500 {\"error_code\":50002");
    storage.failWith(InMemoryStorage.Fault.LOSE);
    assertThat(http.register("lost", Schemas.TWO)).startsWith("500 {\"error_code\":50002");
    storage.failWith(InMemoryStorage.Fault.NONE);

    assertThat(http.register("kept", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
    assertThat(http.register("later", Schemas.TWO)).isEqualTo("200 {\"id\":2}");
    assertThat(http.get("/subjects")).isEqualTo("200 [\"kept\",\"later\"]");
  }

  @Test
  void shouldNeverWriteAgainOnceSupersededButGoOnReading() {
    http.register("s", Schemas.ONE);
    storage.failWith(InMemoryStorage.Fault.SUPERSEDE);

    String refused = http.register("s", Schemas.TWO);

    storage.failWith(InMemoryStorage.Fault.NONE);
    assertThat(refused)
        .isEqualTo("503 {\"error_code\":50003,\"message\":\"Another registry took over\"}");
    assertThat(http.register("s", Schemas.TWO)).startsWith("503");
    assertThat(http.register("s", Schemas.ONE)).isEqualTo("200 {\"id\":1}");
    assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1]");
    assertThat(registry.fenced()).isCompletedWithValue("Another registry took over");
  }

  @Test
  void shouldWriteNoMoreOnceItHasReadThatAnotherTookOver() {
    http.register("s", Schemas.ONE);

    storage.supersede();

    assertThat(registry.fenced()).isCompletedWithValue("Another registry took over");
    assertThat(http.register("s", Schemas.TWO)).startsWith("503 {\"error_code\":50003");
    assertThat(http.get("/subjects/s/versions")).isEqualTo("200 [1]");
  }

  @Test
  void shouldNamePortInUseAndOption() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      RegistryOptions options = new RegistryOptions("none:1", port, (short) 1);

      assertThatThrownBy(() -> EmbeddedRegistry.start(options, new InMemoryStorage()))
          .isInstanceOf(RegistryStartException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is in use: stop what listens there or choose another with --registry-port",
              port);
    }
  }

  @Test
  void shouldCloseQuicklyAndListenOnLoopbackOnly() {
    http.get("/subjects");
    long before = System.nanoTime();

    registry.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(registry.url().getHost()).isEqualTo("127.0.0.1");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
