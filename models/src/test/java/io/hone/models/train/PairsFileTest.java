package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairsFileTest {
  @TempDir Path folder;

  @Test
  void shouldReadPlainPairs() throws IOException {
    Path file =
        file(
            """
            {"prompt": "The sky is", "chosen": " blue.", "rejected": " green.", "score": 3}

            {"prompt": "2+2=", "chosen": "4", "rejected": "5", "weight": 0.5}
            """);

    assertThat(preferences(file))
        .containsExactly(
            new PreferenceRow(new Prompt.Raw("The sky is"), " blue.", " green.", 1),
            new PreferenceRow(new Prompt.Raw("2+2="), "4", "5", 0.5));
  }

  @Test
  void shouldReadConversationalPairs() throws IOException {
    Path file =
        file(
            """
            {"prompt": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Sky?"}], \
            "chosen": [{"role": "assistant", "content": "Blue."}], \
            "rejected": [{"role": "assistant", "content": "Green."}]}
            """);

    assertThat(preferences(file))
        .containsExactly(
            new PreferenceRow(
                new Prompt.Chat(List.of(ChatMessage.system("Be short."), ChatMessage.user("Sky?"))),
                "Blue.",
                "Green.",
                1));
  }

  @Test
  void shouldFindThePromptThatBothAnswersShare() throws IOException {
    Path file =
        file(
            """
            {"chosen": [{"role": "user", "content": "Sky?"}, {"role": "assistant", "content": "Blue."}], \
            "rejected": [{"role": "user", "content": "Sky?"}, {"role": "assistant", "content": "Green."}]}
            {"chosen": "The sky is blue.", "rejected": "The sky is green."}
            """);

    assertThat(preferences(file))
        .containsExactly(
            new PreferenceRow(Prompt.user("Sky?"), "Blue.", "Green.", 1),
            new PreferenceRow(new Prompt.Raw("The sky is"), " blue.", " green.", 1));
  }

  @Test
  void shouldReadExamplesOfAllThreeForms() throws IOException {
    Path file =
        file(
            """
            {"prompt": "1+1=", "completion": "2"}
            {"prompt": [{"role": "user", "content": "Hi"}], "completion": [{"role": "assistant", "content": "Hello"}]}
            {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hey"}], "weight": 2}
            """);
    List<ExampleRow> rows = new ArrayList<>();

    PairsFile.readExamples(file, rows::add);

    assertThat(rows)
        .containsExactly(
            new ExampleRow(new Prompt.Raw("1+1="), "2", 1),
            new ExampleRow(Prompt.user("Hi"), "Hello", 1),
            new ExampleRow(Prompt.user("Hi"), "Hey", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"prompt": "a", "chosen": "b"} | has no "rejected"
          {"prompt": "a", "rejected": "b"} | has no "chosen"
          {"prompt": "a", "chosen": "b", "rejected": null} | has no "rejected"
          {"prompt": 3, "chosen": "b", "rejected": "c"} | needs a text as "prompt", has the number 3
          {"prompt": "a", "chosen": "b", "rejected": ["c"]} | needs a text as "rejected", has a list
          {"prompt": "a", "chosen": "b", "rejected": "b"} | has the same text as "chosen" and "rejected"
          {"chosen": "b", "rejected": "c"} | has no "prompt", and its "chosen" and "rejected" begin differently
          {"prompt": "a", "chosen": "b", "rejected": "c", "weight": -1} | needs a number of 0 or more as "weight", has the number -1
          {"prompt": "a", "chosen": "b", "rejected": "c", "weight": "1"} | needs a number of 0 or more as "weight", has a text
          {"prompt": "a", "prompt": "a", "chosen": "b", "rejected": "c"} | is not one JSON object (column
          {"prompt": "a", "chosen": "b", "rejected": "c"} {} | is not one JSON object (column
          {"prompt": "a", "chosen | is not one JSON object (column
          [1] | is not one JSON object but a list
          {"prompt": [], "chosen": [], "rejected": []} | has an empty list as "chosen"
          {"prompt": [{"role": "tool", "content": "x"}], "chosen": [{"role": "assistant", "content": "x"}], "rejected": [{"role": "assistant", "content": "y"}]} | has the role "tool" in "prompt[0]"
          {"prompt": [{"role": "user"}], "chosen": [{"role": "assistant", "content": "x"}], "rejected": [{"role": "assistant", "content": "y"}]} | has no "content" in "prompt[0]"
          {"prompt": [{"role": "user", "content": "x"}], "chosen": [{"role": "user", "content": "x"}], "rejected": [{"role": "assistant", "content": "y"}]} | must have one assistant message as the answer in "chosen", has [user]
          {"chosen": [{"role": "assistant", "content": "x"}], "rejected": [{"role": "assistant", "content": "y"}]} | has no "prompt", and
          """)
  void shouldNameFileLineAndFieldOfABadRow(String row, String complaint) throws IOException {
    Path file =
        file("{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\n\n" + row + "\n");

    assertThatThrownBy(() -> preferences(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file + ": line 3 " + complaint);
  }

  @Test
  void shouldNotQuoteTheTextOfARow() throws IOException {
    Path file = file("{\"prompt\": \"secret words\", \"chosen\": secret}\n");

    assertThatThrownBy(() -> preferences(file)).message().doesNotContain("secret");
  }

  @Test
  void shouldRefuseAFileWithoutRows() throws IOException {
    Path file = file("\n  \n");

    assertThatThrownBy(() -> preferences(file)).hasMessageContaining("has no rows");
  }

  @Test
  void shouldRefuseAFileThatIsNotThere() {
    Path file = folder.resolve("none.jsonl");

    assertThatThrownBy(() -> preferences(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("none.jsonl: NoSuchFileException");
  }

  @Test
  void shouldRefuseALineThatDoesNotFitInMemory() throws IOException {
    byte[] bytes = new byte[PairsFile.MAX_LINE_BYTES + 10];
    Arrays.fill(bytes, (byte) ' ');
    Path file = Files.write(folder.resolve("long.jsonl"), bytes);

    assertThatThrownBy(() -> preferences(file))
        .hasMessage(file + ": line 1 is longer than 16 MiB; split it.");
  }

  @Test
  void shouldRefuseBytesThatAreNotUtf8() throws IOException {
    Path file =
        Files.write(folder.resolve("latin.jsonl"), "{\"é\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> preferences(file))
        .hasMessage(file + ": line 1 is not UTF-8; convert the file.");
  }

  @Test
  void shouldAcceptAByteOrderMarkAndWindowsLineEnds() throws IOException {
    Path file = file("\uFEFF{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\"}\r\n\r\n");

    assertThat(preferences(file)).hasSize(1);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.jsonl"), text);
  }

  private static List<PreferenceRow> preferences(Path file) {
    List<PreferenceRow> rows = new ArrayList<>();
    PairsFile.readPreferences(file, rows::add);
    return rows;
  }
}
