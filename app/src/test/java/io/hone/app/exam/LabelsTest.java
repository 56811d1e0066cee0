package io.hone.app.exam;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "{}",
        "{\"prompt\": \"a\", \"score\": 3}",
        "{\"prompt\": \"a\", \"response\": \"b\"}",
        "{\"prompt\": \"a\", \"chosen\": \"b\"}",
        "{\"prompt\": 5, \"chosen\": \"b\", \"rejected\": \"c\"}"
      })
  void shouldNameALineThatIsNoLabel(String line) throws IOException {
    String good = "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n";
    Path file = Files.writeString(dir.resolve("labels.jsonl"), good + line);

    assertThatThrownBy(() -> Labels.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 2 of " + file)
        .hasMessageContaining("exam.labels");
  }

  @Test
  void shouldSayThatAFileCannotBeRead() throws IOException {
    Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    for (Path file : new Path[] {dir.resolve("none"), binary}) {
      assertThatThrownBy(() -> Labels.read(file))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(file.toString());
    }
  }
}
