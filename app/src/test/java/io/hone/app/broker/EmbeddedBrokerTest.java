package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Exit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir Path folder;

  @Test
  void shouldKeepRecordsAndClusterIdOverRestart() throws Exception {
    String clusterId;
    try (Broker broker = timed("start fresh", this::start)) {
      BrokerClient client = BrokerClient.of(broker);
      client.createTopic("kept");
      client.produce("kept", "one");
      clusterId = client.clusterId();
    }
    try (Broker broker = timed("restart", this::start)) {
      BrokerClient client = BrokerClient.of(broker);
      client.produce("kept", "two");

      assertThat(client.consume("kept", 2)).containsExactly("one", "two");
      assertThat(client.clusterId()).isEqualTo(clusterId);
      assertThat(broker.died()).isNotDone();
    }
    assertThat(folder.resolve("unclean")).doesNotExist();
  }

  @Test
  void shouldRefuseSecondInstanceOnSameFolder() {
    try (Broker first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(BrokerException.class)
          .hasMessage(
              "folder %s is in use by another Hone (pid %d): stop it or choose another with --data",
              folder, ProcessHandle.current().pid());
      assertThat(first.died()).isNotDone();
    }
  }

  @Test
  void shouldRefusePortInUseAndStartOnceItIsFree() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, Ports.loopback())) {
      port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedBroker.start(onPort(port)))
          .hasMessage(
              "port %d on 127.0.0.1 is in use: stop what listens there or choose another with --port",
              port);
      assertThatThrownBy(() -> EmbeddedBroker.start(new BrokerSettings(folder, 0, port, Map.of())))
          .hasMessageEndingWith("choose another with --controller-port");
    }
    try (Broker broker = EmbeddedBroker.start(onPort(port))) {
      assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
    }
  }

  @Test
  void shouldRecoverFolderLeftUnclean() throws Exception {
    try (Broker broker = start()) {
      BrokerClient client = BrokerClient.of(broker);
      client.createTopic("kept");
      client.produce("kept", "one");
    }
    Files.writeString(folder.resolve("unclean"), "");

    try (Broker broker = timed("start with recovery pass, no stale registration", this::start)) {
      assertThat(BrokerClient.of(broker).consume("kept", 1)).containsExactly("one");
    }
  }

  @Test
  void shouldFormatAnewWhenKilledWhileFormatting() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(folder.resolve("data.new/__cluster_metadata-0"));

    try (Broker broker = start()) {
      assertThat(broker.died()).isNotDone();
    }
    assertThat(folder.resolve("data.new")).doesNotExist();
  }

  @Test
  void shouldReportFatalFaultInsteadOfEndingThisJvm() {
    try (Broker broker = start()) {
      Thread kafka = new Thread(() -> Exit.halt(1, "raft io failed"), "raft-io");
      kafka.setUncaughtExceptionHandler((thread, fault) -> {});

      kafka.start();

      assertThat(broker.died()).succeedsWithin(Duration.ofSeconds(5));
      assertThat(broker.died().join().reason())
          .isEqualTo(
              "the broker died: Kafka stopped itself with status 1 in thread raft-io"
                  + " (raft io failed): read %s",
              folder.resolve("logs/broker.log"));
    }
    assertThat(folder.resolve("unclean")).exists();
    // It is given up before it has stopped, and writes to its folder until then.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("hone-broker-stop")));
  }

  @Test
  void shouldRefuseFolderThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.of(file.resolve("below"))))
        .hasMessage("%s is not a folder: choose another with --data", file);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldRefuseFolderThatCannotBeWritten() {
    // Root may write everywhere but here.
    assertThatThrownBy(() -> EmbeddedBroker.start(BrokerSettings.of(Path.of("/proc/hone"))))
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith("folder /proc/hone cannot be written")
        .hasMessageEndingWith("or choose another with --data");
  }

  @Test
  void shouldRefuseForeignAndCorruptData() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Path meta = data.resolve("meta.properties");
    Files.writeString(data.resolve("letter.txt"), "not Kafka's");
    assertThatThrownBy(this::start).hasMessageStartingWith("%s is missing: ", meta);

    Files.writeString(meta, "version=1\nnode.id=7\ncluster.id=" + "A".repeat(22) + "\n");
    assertThatThrownBy(this::start)
        .hasMessageStartingWith("%s belongs to another Kafka node", meta);

    Files.writeString(meta, "version=banana\n");
    assertThatThrownBy(this::start)
        .hasMessage(
            "%s cannot be read: restore it from a backup, or start anew with another folder by --data",
            meta);
  }

  @Test
  void shouldNameSettingThatKafkaRefuses() {
    assertThatThrownBy(
            () ->
                EmbeddedBroker.start(
                    new BrokerSettings(folder, 0, 0, Map.of("num.io.threads", "many"))))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("num.io.threads");
  }

  private Broker start() {
    return EmbeddedBroker.start(BrokerSettings.of(folder));
  }

  private BrokerSettings onPort(int port) {
    return new BrokerSettings(folder, port, 0, Map.of());
  }

  private static Broker timed(String what, Supplier<Broker> start) {
    long before = System.nanoTime();
    Broker broker = start.get();
    System.out.printf("in-process %s: %d ms%n", what, (System.nanoTime() - before) / 1_000_000);
    return broker;
  }
}
