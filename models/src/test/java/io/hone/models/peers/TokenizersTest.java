package io.hone.models.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ChatMessage;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.TinyModels;
import io.hone.models.text.GeneratedText;
import io.hone.models.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and ids against Hugging Face's tokenizers; see src/test/peers/python/tokenizers_peer.py. */
class TokenizersTest {
  private static final Path TEMPLATES = Path.of("src/test/resources/templates");

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "unigram", "stories260K"})
  void shouldEncodeAsThePeer(String name) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      for (int i = 0; i < texts().size(); i++) {
        String text = texts().get(i).asText();
        JsonNode said = said(name, "texts").get(i);

        int[] ids = tokenizer.encodeText(text);

        if (said.path("special").asBoolean()) {
          // Unigram's peer finds special tokens in text as pieces of it, which we never do.
          assertThat(ids).as(text).isNotEmpty().doesNotContain(0, 1, 2);
        } else {
          assertThat(ids).as(text).isEqualTo(PeerModels.ints(said.path("ids")));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "unigram", "stories260K"})
  void shouldDecodeAsThePeer(String name) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      for (JsonNode said : said(name, "texts")) {
        assertThat(tokenizer.decode(ids(said))).isEqualTo(said.path("decoded").asText());
      }
      for (JsonNode said : said(name, "sequences")) {
        List<Integer> ids = ids(said);
        for (int n = 1; n <= ids.size(); n++) {
          assertThat(tokenizer.decode(ids.subList(0, n)))
              .isEqualTo(said.path("prefixes").get(n - 1).asText());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "unigram", "stories260K"})
  void shouldGrowTextAsThePeerDecodesIt(String name) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      for (JsonNode said : said(name, "texts")) {
        List<String> grown = grown(tokenizer, ids(said));

        List<Integer> ids = ids(said);
        for (int n = 1; n <= ids.size(); n++) {
          assertThat(grown.get(n - 1)).isEqualTo(tokenizer.decode(ids.subList(0, n)));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "unigram", "stories260K"})
  void shouldGrowTextOfAnyTokensAsThePeerDecodesThem(String name) throws IOException {
    try (Tokenizer tokenizer = open(name)) {
      for (JsonNode said : said(name, "sequences")) {
        List<String> expected = new ArrayList<>();
        said.path("prefixes").forEach(prefix -> expected.add(prefix.asText()));

        assertThat(grown(tokenizer, ids(said))).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "unigram", "stories260K"})
  void shouldBeginAPromptAsThePeer(String name) throws IOException {
    int[] expected = PeerModels.ints(said(name, "raw"));
    int end = name.equals("unigram") ? 1 : 0; // the peer ends a text there, a prompt goes on

    try (Tokenizer tokenizer = open(name)) {
      assertThat(tokenizer.encode(new Prompt.Raw(texts().get(3).asText())))
          .isEqualTo(Arrays.copyOf(expected, expected.length - end));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "llama3, llama3.jinja, <|begin_of_text|>, <|eot_id|>",
    "qwen2, qwen3.jinja, , <|im_end|>"
  })
  void shouldEncodeAConversationAsThePeer(
      String name, String template, @Nullable String begin, String end) throws IOException {
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    settings.put("bos_token", begin).put("eos_token", end);
    String date = PeerModels.fixture("tokenizers/answers.json").path("date").asText();
    settings.put("chat_template", date + Files.readString(TEMPLATES.resolve(template)));
    Files.writeString(dir.resolve("tokenizer_config.json"), settings.toString());
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode each : PeerModels.fixture("tokenizers/answers.json").path("messages")) {
      ChatMessage.Role role =
          ChatMessage.Role.valueOf(each.path("role").asText().toUpperCase(Locale.ROOT));
      messages.add(new ChatMessage(role, each.path("content").asText()));
    }

    try (Tokenizer tokenizer = open(name)) {
      assertThat(tokenizer.encodePrompt(messages)).isEqualTo(PeerModels.ints(said(name, "chat")));
    }
  }

  private static List<String> grown(Tokenizer tokenizer, List<Integer> ids) {
    GeneratedText text = tokenizer.generatedText(List.of());
    List<String> grown = new ArrayList<>();
    for (int id : ids) {
      text.append(id);
      grown.add(text.text());
    }
    return grown;
  }

  private static JsonNode texts() {
    return PeerModels.fixture("tokenizers/answers.json").path("texts");
  }

  private static JsonNode said(String name, String what) {
    return PeerModels.fixture("tokenizers/answers.json").path("tokenizers").path(name).path(what);
  }

  private static List<Integer> ids(JsonNode said) {
    return Arrays.stream(PeerModels.ints(said.path("ids"))).boxed().toList();
  }

  /** In a model of just enough vocabulary, whose begin and end tokens are special to the peer. */
  private Tokenizer open(String name) throws IOException {
    Path file =
        name.equals("stories260K")
            ? Path.of("src/test/resources/stories260K/tokenizer.json")
            : PeerModels.resource("tokenizers").resolve(name).resolve("tokenizer.json");
    Files.copy(file, dir.resolve("tokenizer.json"), StandardCopyOption.REPLACE_EXISTING);
    ObjectNode config = TinyModels.config(TinyModels.Kind.LLAMA);
    config.put("vocab_size", 1000);
    config.remove(List.of("bos_token_id", "eos_token_id"));
    Files.writeString(dir.resolve("config.json"), config.toString());
    return Tokenizer.open(dir, ModelConfig.read(dir));
  }
}
