package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
  private static final Path STORIES =
      Path.of(System.getProperty("hone.rootdir"), "models/src/test/resources/stories260K");
  private static final String ROW =
      "{\"prompt\": \"Lily %d\", \"chosen\": \" was happy.\", \"rejected\": \" the the.\"}\n";

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();
  private final ByteArrayOutputStream out = captured.out();
  private final ByteArrayOutputStream err = captured.err();

  @TempDir private Path folder;

  @BeforeEach
  void capture() throws IOException {
    write(8);
  }

  private void write(int rows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      text.append(ROW.formatted(i));
    }
    Files.writeString(folder.resolve("pairs.jsonl"), text);
  }

  private List<String> arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "--model",
                STORIES.toString(),
                "--pairs",
                folder.resolve("pairs.jsonl").toString(),
                "--out",
                folder.resolve("out").toString(),
                "--rank",
                "2",
                "--batch-pairs",
                "4"));
    all.addAll(List.of(more));
    return all;
  }

  private int train(String... more) {
    return Hone.run(arguments(more).toArray(String[]::new));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldTellInPlainLinesHowItGoes() {
    int code = train("--epochs", "3");

    assertThat(code).isZero();
    assertThat(printed().lines().toList())
        .first()
        .asString()
        .matches("8 rows, [\\d,]+ trainable parameters, 6 steps");
    assertThat(printed())
        .contains("step 1 of 6  loss 0.6931  margin 0.000")
        .contains("step 6 of 6  loss 0.")
        .contains("Done after step 6: " + folder.resolve("out"))
        .doesNotContain("\r", "\033");
    assertThat(folder.resolve("out/adapter_model.safetensors")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "dpo, 0.6931",
    "ipo, 25",
    "ln_dpo, 0.6931",
  })
  void shouldPrintOneJsonValueWithEveryStep(String objective, double first) throws IOException {
    int code = train("--json", "--objective", objective);

    assertThat(code).isZero();
    JsonNode json = new ObjectMapper().readTree(printed());
    assertThat(json.get("steps").asInt()).isEqualTo(2);
    assertThat(json.get("pairs").asInt()).isEqualTo(8);
    assertThat(json.get("history")).hasSize(2);
    JsonNode step = json.get("history").get(0);
    assertThat(step.get("loss").asDouble()).isCloseTo(first, within(1e-3));
    assertThat(step.get("padding_share").asDouble()).isLessThan(0.1);
    assertThat(step.fieldNames())
        .toIterable()
        .contains("chosen_reward", "rejected_reward", "margin", "accuracy", "kl")
        .contains("gradient_norm", "tokens_per_second", "pairs_per_second");
  }

  @Test
  void shouldImitateWithoutTalkOfPreferences() throws IOException {
    Path examples = folder.resolve("pairs.jsonl");
    Files.writeString(examples, Files.readString(examples).replace("\"chosen\"", "\"completion\""));

    int code = train("--objective", "sft");

    assertThat(code).isZero();
    assertThat(printed()).contains("step 1 of 2  loss ").doesNotContain("margin", "kl");
  }

  @Test
  void shouldTrainAllWeights() {
    int code = train("--full", "--nll-weight", "1");

    assertThat(code).isZero();
    assertThat(folder.resolve("out/model.safetensors")).exists();
    assertThat(folder.resolve("out/tokenizer.json")).exists();
  }

  @Test
  void shouldStopOnASignalAndGoOnWithTheSameCommand() throws Exception {
    write(400);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hone.class.getName()));
    command.addAll(arguments("--epochs", "50", "--checkpoint-every", "1000000"));
    Path told = folder.resolve("told");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> Files.readString(told).contains("step 1 of"));

    process.destroy(); // SIGTERM; Ctrl-C sends SIGINT, which the JVM treats alike
    boolean ended = process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS);

    assertThat(ended).isTrue();
    assertThat(Files.readString(told))
        .containsPattern(
            "hone: Training was stopped after step \\d+ of 5000; the same command goes on from"
                + " there\\.");
    assertThat(Hone.run(arguments("--epochs", "50", "--seed", "1").toArray(String[]::new)))
        .isEqualTo(1);
    assertThat(errors()).contains("was begun with seed 0, not 1");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void shouldGoOnAfterItsEndByDoingNothing() {
    train();
    out.reset();

    int code = train();

    assertThat(code).isZero();
    assertThat(printed().lines()).containsExactly("Done after step 2: " + folder.resolve("out"));
  }

  @Test
  void shouldRefuseAnotherPairsFileForTheSameResult() throws IOException {
    train();
    write(9);

    int code = train();

    assertThat(code).isEqualTo(1);
    assertThat(errors()).contains("was begun with another content of the data file");
  }

  @Test
  void shouldNameTheLineThatIsWrong() throws IOException {
    Files.writeString(folder.resolve("pairs.jsonl"), ROW.formatted(1) + "{\"prompt\": \"x\"}\n");

    int code = train();

    assertThat(code).isEqualTo(1);
    assertThat(errors())
        .contains("pairs.jsonl: line 2 has no \"chosen\"; mend the line or leave it out.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --warmup-steps=-1 | The warm-up must be 0 steps or more, got -1.
          --beta=0 | beta must be above 0, got 0.0.
          --learning-rate=-1 | The learning rate must be above 0, got -1.0.
          --batch-tokens=0 | --batch-tokens is 0; give 1 or more
          --epochs=0 | epochs must be 1 or more, got 0.
          """)
  void shouldRefuseOptionsThatMeanNothing(String option, String complaint) {
    int code = train(option);

    assertThat(code).isEqualTo(1);
    assertThat(errors()).contains(complaint);
  }
}
