package io.hone.app.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.config.ConfigException;
import io.hone.streams.recipe.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
  @TempDir Path dir;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content);
  }

  @Test
  void shouldReadTheFirstLinesOfAText() throws IOException {
    List<Conversation> prompts = HeldOut.read(file("p.txt", "one\ntwo\nthree\n"), 2);

    assertThat(prompts).containsExactly(Conversation.of("one"), Conversation.of("two"));
  }

  @Test
  void shouldReadWhatSubmitReads() throws IOException {
    String lines =
        """
        {"prompt": "one"}
        {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "two"}]}
        """;

    List<Conversation> prompts = HeldOut.read(file("p.jsonl", lines), 9);

    assertThat(prompts).hasSize(2);
    assertThat(prompts.get(1).text()).contains("Be brief.", "two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "p.txt   | `` | there are none",
        "p.jsonl | {\"colour\": \"red\"} | line 1",
        "p.jsonl | {\"messages\": [{\"role\": \"tool\", \"content\": \"5\"}, {\"role\": \"user\", \"content\": \"x\"}]} | tool's message"
      })
  void shouldSayWhatIsWrongWithAFile(String name, String content, String why) throws IOException {
    Path file = file(name, content);

    assertThatThrownBy(() -> HeldOut.read(file, 9))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("exam.prompts")
        .hasMessageContaining(why);
  }

  @Test
  void shouldSayThatThereIsNoFile() {
    assertThatThrownBy(() -> HeldOut.read(dir.resolve("none.txt"), 9))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.txt");
  }
}
