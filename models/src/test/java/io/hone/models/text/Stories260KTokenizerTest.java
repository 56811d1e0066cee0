package io.hone.models.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tokenizer of the pretrained test model: SentencePiece's BPE with byte fallback. */
class Stories260KTokenizerTest {
  private static final Path FOLDER = Path.of("src/test/resources/stories260K");
  private static Tokenizer tokenizer;
  private static JsonNode reference;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = Tokenizer.open(FOLDER, ModelConfig.read(FOLDER));
    reference = new ObjectMapper().readTree(FOLDER.resolve("reference.json").toFile());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static List<Integer> referenceIds() {
    List<Integer> ids = new ArrayList<>();
    reference.at("/greedy_from_bos/token_ids").forEach(id -> ids.add(id.asInt()));
    return ids;
  }

  @Test
  void shouldDecodeTheReferenceText() {
    assertThat(tokenizer.decode(referenceIds()))
        .isEqualTo(reference.at("/greedy_from_bos/text").asText());
  }

  @Test
  void shouldGrowTheReferenceTextTokenByToken() {
    GeneratedText text = tokenizer.generatedText(List.of());

    referenceIds().forEach(text::append);

    assertThat(text.text()).isEqualTo(reference.at("/greedy_from_bos/text").asText());
  }

  @Test
  void shouldBeginRawPromptsWithTheBeginToken() {
    assertThat(tokenizer.encode(new Prompt.Raw("Once upon a time"))).startsWith(1, 403, 407, 261);
    assertThat(tokenizer.encode(new Prompt.Raw(""))).containsExactly(1);
  }

  @Test
  void shouldEncodeSpelledSpecialTokensAsText() {
    int[] ids = tokenizer.encodeText("a</s><s><unk>");

    assertThat(ids).isNotEmpty().doesNotContain(0, 1, 2);
    assertThat(tokenizer.decode(java.util.Arrays.stream(ids).boxed().toList()))
        .isEqualTo("a</s><s><unk>");
  }

  @Test
  void shouldNeitherCutNorPadLongText() {
    String text = "One day ".repeat(20_000).strip();

    int[] ids = tokenizer.encodeText(text);

    assertThat(tokenizer.decode(java.util.Arrays.stream(ids).boxed().toList())).isEqualTo(text);
  }
}
