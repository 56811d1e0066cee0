package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.Hone;
import io.hone.app.broker.BrokerSettings;
import io.hone.app.broker.EmbeddedBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong: one sentence that says what to do, and exit code 1. */
class BadInputTest {
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setErr(realErr);
  }

  /** Runs a command that must fail and returns its only line. */
  private String refusal(String... command) {
    int code = Hone.run(command);

    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(said).isEqualTo(1);
    assertThat(said.lines()).hasSize(1);
    return said.strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nohost", "no such:9", "127.0.0.1:99999", "host.invalid:9092"})
  void shouldSayThatAnAddressIsNone(String address) {
    assertThat(refusal("topics", "--bootstrap-server", address))
        .contains("'" + address + "'", "--bootstrap-server, as HOST:PORT");
  }

  @Test
  void shouldSayWhichClientSettingIsWrong() throws IOException {
    Path config =
        Files.writeString(folder.resolve("c"), "kafka.security.protocol=SASL_PLAINTEXT\n");

    assertThat(
            refusal("topics", "--config", config.toString(), "--bootstrap-server", "127.0.0.1:1"))
        .contains("JAAS configuration", "--config");
  }

  @Test
  void shouldShowControlCharactersInsteadOfSendingThem() {
    assertThat(refusal("up", "--data", folder.toString(), "--run", "\u001b[31mred\u0007"))
        .contains("'\\u001b[31mred\\u0007'");
  }

  @Test
  void shouldCutWordsWithoutEnd() {
    assertThat(refusal("up", "--data", folder.toString(), "--run", "x".repeat(5_000)))
        .hasSizeLessThan(400)
        .contains("xxx…xxx", "take 1 to 60");
  }

  @Test
  void shouldRefuseADataFolderWithoutAName() {
    assertThat(refusal("up", "--data", "")).contains("--data is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topics", "doctor"})
  void shouldSayThatDataIsNoFolder(String command) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(refusal(command, "--data", file.toString()))
        .contains(file.toString(), "--data")
        .doesNotContain("unexpected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"pid\": 1}", "garbage", "[]", ""})
  void shouldTakeDamagedEndpointsForNone(String content) throws IOException {
    Files.writeString(folder.resolve("stack.json"), content);

    assertThat(refusal("topics", "--data", folder.toString())).contains("./hone up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "2147483647"})
  void shouldRefuseASpreadBeforeAnythingStarts(String spread) {
    assertThat(refusal("up", "--data", folder.toString(), "--spread", spread))
        .contains("--spread is " + spread);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRefuseALimitOfNothing() {
    assertThat(refusal("topics", "read", "hone.main.prompts", "--limit", "0"))
        .contains("--limit is 0");
  }

  @Test
  void shouldRefuseThePortOfAnother() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(refusal("up", "--data", folder.toString(), "--port", "0", "--registry-port", port))
          .contains(port, "--registry-port");
    }
    assertThat(folder.resolve("kafka")).doesNotExist();
  }

  @Test
  void shouldRefuseOnePortForTwo() {
    assertThat(
            refusal(
                "up", "--data", folder.toString(), "--port", "19555", "--registry-port", "19555"))
        .contains("19555 is asked for twice");
  }

  @Test
  void shouldSayWhatIsWrongWithAFile() throws IOException {
    Path binary = Files.write(folder.resolve("binary"), new byte[] {-1, -2, 0});

    assertThat(refusal("topics", "write", "hone.main.prompts", binary.toString()))
        .contains(binary + " is not UTF-8 text: nothing was written");
  }

  @Test
  void shouldSayThatAFileIsAFolder() {
    assertThat(refusal("topics", "write", "hone.main.prompts", folder.toString()))
        .contains(folder + " is a folder");
  }

  @Test
  void shouldNotWaitForATopicThatNobodyMakes() throws IOException {
    Path file = Files.writeString(folder.resolve("none.jsonl"), "");
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.of(folder.resolve("k")))) {
      assertThat(
              refusal(
                  "topics",
                  "write",
                  "hone.other.prompts",
                  file.toString(),
                  "--schema-registry",
                  "http://127.0.0.1:1",
                  "--bootstrap-server",
                  broker.bootstrapServers()))
          .contains("'hone.other.prompts' does not exist", "./hone topics create");
    }
  }
}
