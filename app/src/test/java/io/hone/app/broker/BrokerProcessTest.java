package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class BrokerProcessTest {
  @TempDir Path folder;

  @Test
  void shouldStopCleanlyWhenClosed() throws Exception {
    BrokerProcess broker = timedStart("start fresh");
    BrokerClient client = BrokerClient.of(broker);
    client.createTopic("kept");
    client.produce("kept", "one");
    assertThat(client.consume("kept", 1)).containsExactly("one");

    timed("close", broker::close);

    assertThat(alive(broker.pid())).isFalse();
    assertThat(folder.resolve("unclean")).doesNotExist();
    assertThat(broker.died()).isNotDone();
    timedStart("restart").close();
  }

  @Test
  void shouldRecoverAfterKill() throws Exception {
    BrokerProcess killed = BrokerProcess.start(BrokerSettings.of(folder));
    BrokerClient client = BrokerClient.of(killed);
    client.createTopic("kept");
    client.produce("kept", "one");
    String clusterId = client.clusterId();
    kill(killed.pid());
    assertThat(killed.died()).succeedsWithin(Duration.ofSeconds(5));
    assertThat(killed.died().join().reason())
        .startsWith(
            "the broker died: its process %d ended with status 137".formatted(killed.pid()));
    killed.close();

    try (Broker broker = timedStart("recovery after kill -9")) {
      client = BrokerClient.of(broker);
      assertThat(client.consume("kept", 1)).containsExactly("one");
      assertThat(client.clusterId()).isEqualTo(clusterId);
      client.produce("kept", "two");
      assertThat(client.consume("kept", 2)).containsExactly("one", "two");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void shouldRefuseSecondInstanceAndIgnoreInterrupt() throws Exception {
    try (BrokerProcess first = BrokerProcess.start(BrokerSettings.of(folder))) {
      String refusal =
          "folder %s is in use by another Hone (pid %d): stop it or choose another with --data"
              .formatted(folder, first.pid());
      assertThatThrownBy(() -> BrokerProcess.start(BrokerSettings.of(folder)))
          .isInstanceOf(BrokerException.class)
          .hasMessage(refusal);
      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.of(folder))).hasMessage(refusal);

      new ProcessBuilder("kill", "-INT", Long.toString(first.pid())).start().waitFor();

      assertThat(BrokerClient.of(first).clusterId()).isNotBlank();
      assertThat(alive(first.pid())).isTrue();
    }
  }

  @Test
  void shouldTellOfPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, Ports.loopback())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> BrokerProcess.start(new BrokerSettings(folder, port, 0, Map.of())))
          .isInstanceOf(BrokerException.class)
          .hasMessage(
              "port %d on 127.0.0.1 is in use: stop what listens there or choose another with --port",
              port);
    }
  }

  @Test
  void shouldTellOfJvmThatDoesNotStart() {
    assertThatThrownBy(
            () ->
                BrokerProcess.start(
                    BrokerSettings.of(folder), new ChildJvm("64m", List.of("-XX:Nonsense"))))
        .hasMessageStartingWith("the broker's JVM ended with status 1 before it was ready");
    assertThat(folder.resolve("logs/broker.err")).content().contains("Nonsense");
  }

  @Test
  void shouldDieWithItsParent() throws Exception {
    Process parent =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerParentMain.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("parent.err").toFile())
            .start();
    String line = parent.inputReader(StandardCharsets.UTF_8).readLine();
    assertThat(line).as(Files.readString(folder.resolve("parent.err"))).startsWith("CHILD ");
    long child = Long.parseLong(line.substring("CHILD ".length()));
    assertThat(alive(child)).isTrue();

    kill(parent.pid());

    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !alive(child));
    assertThat(folder.resolve("unclean")).doesNotExist();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void shouldCloseCleanlyOnTerminate() {
    try (BrokerProcess broker = BrokerProcess.start(BrokerSettings.of(folder))) {
      ProcessHandle.of(broker.pid()).orElseThrow().destroy();

      assertThat(broker.died()).succeedsWithin(Duration.ofSeconds(10));
      assertThat(broker.died().join().reason()).contains("ended with status 143");
      assertThat(folder.resolve("unclean")).doesNotExist();
    }
  }

  private BrokerProcess timedStart(String what) {
    long before = System.nanoTime();
    BrokerProcess broker = BrokerProcess.start(BrokerSettings.of(folder));
    report(what, Duration.ofNanos(System.nanoTime() - before));
    return broker;
  }

  private static void timed(String what, Runnable work) {
    long before = System.nanoTime();
    work.run();
    report(what, Duration.ofNanos(System.nanoTime() - before));
  }

  private static void report(String what, Duration took) {
    System.out.printf("child %s: %d ms%n", what, took.toMillis());
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
