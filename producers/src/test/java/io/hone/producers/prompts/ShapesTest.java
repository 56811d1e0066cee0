package io.hone.producers.prompts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every shape of a record that is known, and what is said of the others. */
class ShapesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/prompts");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "{'prompt': 'a'}; USER: a",
        "{'prompt': [{'role': 'system', 'content': 's'}, {'role': 'user', 'content': 'a'}]}; SYSTEM: s | USER: a",
        "{'text': 'a'}; USER: a",
        "{'instruction': 'a'}; USER: a",
        "{'instruction': 'a', 'input': '', 'output': 'o'}; USER: a",
        "{'instruction': 'a', 'input': 'b', 'output': 'o'}; USER: a¶¶b",
        "{'instruction': 'a', 'context': 'b', 'response': 'o'}; USER: a¶¶b",
        "{'instruction': 'a', 'system': 's'}; SYSTEM: s | USER: a",
        "{'instruction': 'a', 'instances': [{'input': 'b', 'output': 'o'}]}; USER: a¶¶b",
        "{'instruction': 'a', 'instances': [{'input': '', 'output': 'o'}]}; USER: a",
        "{'messages': [{'role': 'user', 'content': 'a'}]}; USER: a",
        "{'messages': [{'role': 'developer', 'content': 's'}, {'role': 'user', 'content': [{'type': 'text', 'text': 'a'}]}]}; SYSTEM: s | USER: a",
        "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'o'}]}; USER: a",
        "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'o'}, {'role': 'user', 'content': 'b'}]}; USER: a | ASSISTANT: o | USER: b",
        "{'conversations': [{'from': 'human', 'value': 'a'}, {'from': 'gpt', 'value': 'o'}]}; USER: a",
        "{'system': 's', 'conversations': [{'from': 'human', 'value': 'a'}]}; SYSTEM: s | USER: a",
        "{'turns': ['a', 'b']}; USER: a",
      })
  void shouldReadAShape(String record, String prompt) throws IOException {
    Prompts.Read read = Prompts.read(Format.JSONL, record.replace('\'', '"'));

    assertThat(read.refusals()).isEmpty();
    assertThat(read.texts()).containsExactly(prompt.replace('¶', '\n'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "{'question': 'a', 'id': 3}; [question, id]",
        "{}; fields []",
        "{'prompt': null}; [prompt]",
        "{'prompt': 7}; no text and no messages in \"prompt\"",
        "{'prompt': ''}; prompt without text",
        "{'prompt': ' \\n'}; prompt without text",
        "{'prompt': []}; no text and no messages in \"prompt\"",
        "{'text': ['a']}; no text in \"text\"",
        "{'turns': []}; no text in \"turns\"",
        "{'turns': 'a'}; no text in \"turns\"",
        "{'instruction': 'a', 'input': 7}; no text in \"input\"",
        "{'messages': 'a'}; no messages in \"messages\"",
        "{'messages': ['a']}; message 1 that is no object",
        "{'messages': [{'role': 'assistant', 'content': 'o'}]}; no message of the user",
        "{'messages': [{'role': 'king', 'content': 'a'}]}; message 1 that has the role \"king\"",
        "{'messages': [{'role': 'user', 'content': null}]}; message 1 that has no text and no parts",
        "{'messages': [{'role': 'user', 'content': [{'type': 'audio'}]}]}; type 'audio'",
        "{'messages': [{'role': 'assistant', 'content': 'o', 'tool_calls': [{}]}]}; calls tools",
        "{'messages': [{'role': 'user', 'content': 'a'}], 'tools': [{}]}; offers tools",
        "{'prompt': 'a\\u0000b'}; U+0000",
        "{'prompt': 'a\\ud83d'}; U+D83D without its other half",
        "{'prompt': 'a', 'label': 'b\\ude00'}; U+DE00 without its other half",
      })
  void shouldRefuseARecordThatIsNoPrompt(String record, String reason) throws IOException {
    Prompts.Read read = Prompts.read(Format.JSONL, "\n" + record.replace('\'', '"'));

    assertThat(read.records()).isEmpty();
    assertThat(read.refusals()).singleElement().asString().startsWith("line 2 ").contains(reason);
  }

  @Test
  void shouldNameTheShapesThatAreKnown() throws IOException {
    Prompts.Read read = Prompts.read(Format.JSONL, "{\"question\": \"a\"}");

    assertThat(read.refusals())
        .singleElement()
        .asString()
        .contains("--field", "{\"turns\": [text]}", "{\"messages\": [{\"role\", \"content\"}]}");
  }

  @Test
  void shouldTakeEveryInputOfAnInstruction() throws IOException {
    Prompts.Read read =
        Prompts.read(
            Format.JSONL,
            "{\"instruction\": \"a\", \"instances\": [{\"input\": \"b\"}, {\"input\": \"c\"}]}");

    assertThat(read.texts()).containsExactly("USER: a\n\nb", "USER: a\n\nc");
  }

  @Test
  void shouldSayThatARecordGoesOn() throws IOException {
    Prompts.Read read =
        Prompts.read(
            Format.JSONL,
            """
            {"turns": ["a", "b"]}
            {"turns": ["a"]}
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "o"}]}
            {"prompt": "a"}
            """);

    assertThat(read.records())
        .extracting(PromptReader.Entry::cut)
        .containsExactly(true, false, true, false);
  }

  @Test
  void shouldTakeTheFieldThatIsNamed() throws IOException {
    Prompts.Read read =
        Prompts.read(
            Format.JSONL,
            "{\"q\": \"a\", \"prompt\": \"other\"}\n{\"x\": 1}".getBytes(StandardCharsets.UTF_8),
            Optional.of("q"));

    assertThat(read.texts()).containsExactly("USER: a");
    assertThat(read.records().getFirst().attributes()).isEqualTo(Map.of("prompt", "other"));
    assertThat(read.refusals()).singleElement().asString().contains("\"q\"", "[x]", "--field");
  }

  @Test
  void shouldKeepLabels() throws IOException {
    String record =
        "{\"turns\": [\"a\"], \"category\": \"math\", \"question_id\": 81, \"easy\": true,"
            + " \"none\": null, \"list\": [1], \"long\": \""
            + "x".repeat(1_001)
            + "\"}";

    Prompts.Read read = Prompts.read(Format.JSONL, record);

    assertThat(read.records().getFirst().attributes())
        .isEqualTo(Map.of("category", "math", "question_id", "81", "easy", "true"));
  }

  @Test
  void shouldReadTheSeedTasksOfSelfInstruct() throws IOException {
    byte[] file = Files.readAllBytes(SAMPLES.resolve("self_instruct_seed_tasks.jsonl"));

    Prompts.Read read = Prompts.read(Format.JSONL, file);

    assertThat(read.refusals()).isEmpty();
    assertThat(read.texts()).hasSize(6).doesNotHaveDuplicates();
    assertThat(read.texts().getFirst())
        .startsWith("USER: Is there anything I can eat")
        .doesNotContain("\n\n");
    assertThat(read.texts().getLast()).contains("\n\n");
    assertThat(read.records().getFirst().attributes())
        .containsEntry("id", "seed_task_0")
        .containsEntry("is_classification", "false");
  }

  @Test
  void shouldReadTheQuestionsOfMtBench() throws IOException {
    byte[] file = Files.readAllBytes(SAMPLES.resolve("mt_bench_questions.jsonl"));

    Prompts.Read read = Prompts.read(Format.JSONL, file);

    assertThat(read.refusals()).isEmpty();
    assertThat(read.texts()).hasSize(4);
    assertThat(read.texts().getFirst()).startsWith("USER: Compose an engaging travel blog post");
    assertThat(read.records()).allMatch(PromptReader.Entry::cut);
    assertThat(read.records().getFirst().attributes())
        .isEqualTo(Map.of("question_id", "81", "category", "writing"));
  }

  private static String image(String url, String more) {
    return "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"a\"},"
        + "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"%s}}]}]}".formatted(url, more);
  }

  @Test
  void shouldHashAnImageOfThisMachine(@TempDir Path folder) throws IOException {
    Path picture = Files.writeString(folder.resolve("a.png"), "abc");

    Prompts.Read read = Prompts.read(Format.JSONL, image(picture.toUri().toString(), ""));

    assertThat(read.refusals()).isEmpty();
    ContentPart part =
        read.records().getFirst().conversations().getFirst().getFirst().getParts().get(1);
    assertThat(part.getKind()).isEqualTo(ContentKind.IMAGE);
    assertThat(part.getMediaType()).isEqualTo("image/png");
    assertThat(part.getUri()).isEqualTo(picture.toUri().toString());
    assertThat(part.getSha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void shouldTakeTheHashOfAnImageElsewhere() throws IOException {
    String hash = "0".repeat(64);

    Prompts.Read read =
        Prompts.read(
            Format.JSONL,
            image("https://host.invalid/a.jpg?x=1", ", \"sha256\": \"" + hash + "\""));

    assertThat(read.refusals()).isEmpty();
    ContentPart part =
        read.records().getFirst().conversations().getFirst().getFirst().getParts().get(1);
    assertThat(part.getSha256()).isEqualTo(hash);
    assertThat(part.getMediaType()).isEqualTo("image/jpeg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '§',
      value = {
        "https://host.invalid/a.png; images are not fetched",
        "/etc/a.png; no file:///…",
        "file:///no/such/a.png; no file:///…",
        "file://other.invalid/a.png; no file:///…",
        "https://host.invalid/a; media type",
        "data:image/png,base64,AA==; into a file",
      })
  void shouldRefuseAnImageWithoutItsHash(String url, String reason) throws IOException {
    Prompts.Read read = Prompts.read(Format.JSONL, image(url, ""));

    assertThat(read.refusals()).singleElement().asString().contains("message 1", reason);
  }
}
