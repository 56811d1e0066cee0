package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedCommandTest {
  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  @TempDir private Path folder;

  private String printed() {
    return captured.out().toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return captured.err().toString(StandardCharsets.UTF_8);
  }

  private String model() {
    return folder.resolve("seed").toString();
  }

  @Test
  void shouldTrainAModelThatCanBeExamined() throws IOException {
    Hone.run("seed", "--out", model(), "--steps", "1", "--json");
    JsonNode training = new ObjectMapper().readTree(printed());
    captured.out().reset();

    int code =
        Hone.run("examine", "--model", model(), "--questions", "2", "--samples", "2", "--json");

    assertThat(code).isZero();
    assertThat(training.get("steps").asInt()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(printed());
    assertThat(json.at("/actor_accuracy/trials").asInt()).isEqualTo(4);
    assertThat(json.at("/actor_accuracy_greedy/trials").asInt()).isEqualTo(2);
    assertThat(json.at("/judge_accuracy/trials").asInt()).isEqualTo(8);
    assertThat(json.at("/meta_accuracy/trials").asInt()).isEqualTo(4);
    assertThat(json.at("/judge_accuracy/low").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.get("families").size()).isBetween(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          seed --out x --steps 0,               '--steps is 0; give 1 to 1,000,000'
          seed --out x --minutes 0,             '--minutes is 0; give 1 or more'
          examine --model x --questions 0,      '--questions is 0; give 1 to 100,000'
          examine --model x --samples 65,       '--samples is 65; give 1 to 64'
          examine --model /nowhere,             '/nowhere'
          """)
  void shouldRefuseWhatCannotBe(String line, String why) {
    int code = Hone.run(line.split(" "));

    assertThat(code).isEqualTo(1);
    assertThat(errors()).startsWith("hone: ").contains(why).hasLineCount(1);
  }
}
