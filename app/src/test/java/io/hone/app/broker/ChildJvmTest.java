package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  @TempDir Path folder;

  @AfterEach
  void forget() {
    System.clearProperty("hone.broker.archive");
  }

  @Test
  void shouldShareTheLaunchersArchive() {
    System.setProperty("hone.broker.archive", "/cache/broker.aot");

    assertThat(ChildJvm.defaults().flags())
        .first()
        .asString()
        .endsWith("=/cache/broker.aot")
        .startsWith("-XX:");
  }

  @Test
  void shouldStartWithAnArchiveThatDoesNotFit() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.aot"), "no archive");
    System.setProperty("hone.broker.archive", broken.toString());

    try (BrokerProcess broker = BrokerProcess.start(BrokerSettings.of(folder.resolve("kafka")))) {
      assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
    }
    assertThat(folder.resolve("kafka/logs/broker.err")).isEmptyFile();
  }

  @Test
  void shouldSwallowErrorsBeyondAMegabyte() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] line = "the same line again\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    try (CappedStream capped = new CappedStream(file)) {
      for (int i = 0; i < 100; i++) capped.write(line);
      capped.write('x');
    }

    assertThat(file.size()).isEqualTo(CappedStream.LIMIT);
  }

  @Test
  void shouldBeginANewErrorFileOnceItIsLong() throws IOException {
    BrokerFolder kafka = BrokerFolder.prepare(folder.resolve("kafka"));
    Files.write(kafka.errorFile(), new byte[CappedStream.LIMIT + 1]);

    kafka.rollErrors();

    assertThat(kafka.errorFile()).doesNotExist();
    assertThat(kafka.logs().resolve("broker.err.1")).hasSize(CappedStream.LIMIT + 1);
  }
}
