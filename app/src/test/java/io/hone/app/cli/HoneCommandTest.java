package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoneCommandTest {
  @RegisterExtension final CapturedOutput captured = new CapturedOutput();
  private final ByteArrayOutputStream out = captured.out();
  private final ByteArrayOutputStream err = captured.err();

  @TempDir Path folder;

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"up", "topics", "verify", "explain", "doctor", "completion"})
  void shouldListAndExplainEachCommand(String command) {
    int code = Hone.run(command, "--help");

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: hone " + command);
  }

  @Test
  void shouldSuggestTheCommandThatWasMeant() {
    int code = Hone.run("tpics");

    assertThat(code).isEqualTo(2);
    assertThat(errors()).contains("tpics", "hone topics").doesNotContain("Exception", "\tat ");
  }

  @Test
  void shouldSayWhatToDoWhenNothingRuns() {
    int code = Hone.run("topics", "--data", folder.toString());

    assertThat(code).isEqualTo(1);
    assertThat(errors().lines()).hasSize(1).first().asString().contains("./hone up");
  }

  @Test
  void shouldFailFastWhenNoBrokerAnswers() {
    int code = Hone.run("topics", "--bootstrap-server", "127.0.0.1:1");

    assertThat(code).isEqualTo(1);
    assertThat(errors().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("127.0.0.1:1", "--bootstrap-server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Main", "a b", "../x", ""})
  void shouldRefuseARunNameThatIsNoTopicName(String run) {
    int code = Hone.run("up", "--data", folder.toString(), "--run", run);

    assertThat(code).isEqualTo(1);
    assertThat(errors()).contains("run name '" + run + "'");
  }

  @Test
  void shouldExamineTheMachineAsJson() throws IOException {
    int code = Hone.run("doctor", "--json", "--running", "--data", folder.toString());

    JsonNode findings = new ObjectMapper().readTree(out.toByteArray());
    assertThat(code).isEqualTo(1);
    assertThat(findings.findValuesAsText("check")).contains("JDK", "disk", "stack", "model");
  }

  @Test
  void shouldRefuseATruncatedModel() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    Files.write(
        folder.resolve("model.safetensors"),
        new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});

    int code = Hone.run("doctor", "--data", folder.toString(), "--model", folder.toString());

    assertThat(code).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("model.safetensors is cut off");
  }

  @Test
  void shouldWriteNothingWhenALineIsWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("p.jsonl"), "{\"prompt_id\": 1}\n");

    int code = Hone.run("topics", "write", "hone.main.prompts", file.toString());

    assertThat(code).isEqualTo(1);
    assertThat(errors()).contains("line 1", "Prompt", "nothing was written");
  }

  @Test
  void shouldPrintACompletionScript() {
    int code = Hone.run("completion");

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("complete -F", "hone");
  }
}
