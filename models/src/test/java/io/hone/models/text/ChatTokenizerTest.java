package io.hone.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ChatMessage;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.file.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Chat templates with a tokenizer: stories260K's, with the special tokens of other models added.
 */
class ChatTokenizerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TEMPLATES = Path.of("src/test/resources/templates");
  private static final Path STORIES = Path.of("src/test/resources/stories260K");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T09:05:03Z"), ZoneOffset.UTC);
  private static final List<String> SPECIAL =
      List.of(
          "<|im_start|>",
          "<|im_end|>",
          "<|start_header_id|>",
          "<|end_header_id|>",
          "<|eot_id|>",
          "<|Assistant|>",
          "[INST]",
          "[/INST]");

  @TempDir private Path dir;
  private ModelConfig config;

  @BeforeEach
  void writeFolder() throws IOException {
    ObjectNode model = (ObjectNode) JSON.readTree(STORIES.resolve("config.json").toFile());
    JSON.writeValue(dir.resolve("config.json").toFile(), model.put("vocab_size", 544));
    config = ModelConfig.read(dir);
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(STORIES.resolve("tokenizer.json").toFile());
    ArrayNode added = (ArrayNode) tokenizer.path("added_tokens");
    for (int i = 0; i < SPECIAL.size(); i++) {
      add(added, 512 + i, SPECIAL.get(i), true);
    }
    add(added, 520, "<think>", false);
    add(added, 521, "</think>", false);
    JSON.writeValue(dir.resolve("tokenizer.json").toFile(), tokenizer);
    Files.copy(STORIES.resolve("tokenizer_config.json"), dir.resolve("tokenizer_config.json"));
  }

  private static void add(ArrayNode tokens, int id, String content, boolean special) {
    tokens
        .addObject()
        .put("id", id)
        .put("content", content)
        .put("special", special)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
  }

  private Tokenizer open(String template) throws IOException {
    Files.writeString(dir.resolve("chat_template.jinja"), template);
    return Tokenizer.open(dir, config, CLOCK);
  }

  private Tokenizer openNamed(String name) throws IOException {
    return open(Files.readString(TEMPLATES.resolve(name)));
  }

  static Stream<String> templates() throws IOException {
    try (Stream<Path> files = Files.list(TEMPLATES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jinja"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static List<ChatMessage> messages(JsonNode each) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : each.get("messages")) {
      messages.add(
          new ChatMessage(
              ChatMessage.Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT)),
              message.get("text").asText()));
    }
    return messages;
  }

  /** The file as it stands: it takes every spelled special token for one. */
  private NativeTokenizer plain() throws IOException {
    Path file = dir.resolve("tokenizer.json");
    return NativeTokenizer.load(Files.readString(file), file);
  }

  @ParameterizedTest
  @MethodSource("templates")
  void shouldEncodeWhatPythonRenders(String name) throws IOException {
    int compared = 0;
    try (Tokenizer tokenizer = openNamed(name);
        NativeTokenizer plain = plain()) {
      for (JsonNode each : JSON.readTree(TEMPLATES.resolve("expected.json").toFile())) {
        if (each.get("template").asText().equals(name)
            && each.has("expected")
            && each.get("generationPrompt").asBoolean()) {
          assertThat(tokenizer.encode(new Prompt.Chat(messages(each))))
              .isEqualTo(plain.encode(each.get("expected").asText(), false));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static Set<Integer> specialIds() {
    Set<Integer> ids = new java.util.HashSet<>(Set.of(0, 1, 2));
    IntStream.range(512, 512 + SPECIAL.size()).forEach(ids::add);
    return ids;
  }

  private static List<Integer> special(int[] ids) {
    return Arrays.stream(ids).boxed().filter(specialIds()::contains).toList();
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void shouldNeverTakeASpecialTokenFromAMessage(String name) throws IOException {
    Random random = new Random(5);
    List<String> pieces = new ArrayList<>(SPECIAL);
    pieces.addAll(List.of("<s>", "</s>", "<unk>", "<", "|", "im_end", "|>", "/", "s>", " ", "\n"));
    pieces.addAll(List.of("\uE000", "\uE001", "[", "INST", "]", "</think>", "{{ bos_token }}"));
    try (Tokenizer tokenizer = openNamed(name)) {
      List<Integer> wanted = special(tokenizer.encodePrompt(List.of(ChatMessage.user("x"))));
      for (int i = 0; i < 200; i++) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(1, 8); n > 0; n--) {
          text.append(pieces.get(random.nextInt(pieces.size())));
        }
        int[] ids = tokenizer.encodePrompt(List.of(ChatMessage.user(text.toString())));

        assertThat(special(ids)).as(text.toString()).isEqualTo(wanted);
        // This tokenizer writes a space after each added token.
        assertThat(withoutSpace(tokenizer.decode(Arrays.stream(ids).boxed().toList())))
            .contains(withoutSpace(text.toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"chatml", "llama2", "llama3", "mistral", "mistral1", "qwen2", "qwen3", "zephyr"})
  void shouldGiveAnswersThatMakeTheConversationWhole(String name) throws IOException {
    List<ChatMessage> prompt =
        List.of(
            ChatMessage.user("a"),
            ChatMessage.assistant("<think>\nhm\n</think>\n\nb"),
            ChatMessage.user("Tell me a story. "));
    try (Tokenizer tokenizer = openNamed(name + ".jinja");
        NativeTokenizer plain = plain()) {
      for (String answer :
          List.of(
              "Once upon a time", " two\n", "", "<think>\none\n</think>\n\ntwo", "é漢🙂", "\n\nx")) {
        List<ChatMessage> all = new ArrayList<>(prompt);
        all.add(ChatMessage.assistant(answer));
        String whole = template(name).render(all, false);
        int[] first = tokenizer.encodePrompt(prompt);
        int[] second = tokenizer.encodeAnswer(prompt, answer);
        List<Integer> ids =
            IntStream.concat(Arrays.stream(first), Arrays.stream(second)).boxed().toList();

        assertThat(plain.decode(ids))
            .as(answer)
            .isEqualTo(plain.decode(Arrays.stream(plain.encode(whole, false)).boxed().toList()));
      }
    }
  }

  private static ChatTemplate template(String name) throws IOException {
    return new ChatTemplate(
        Files.readString(TEMPLATES.resolve(name + ".jinja")),
        java.util.Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>"),
        CLOCK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "llama3", "qwen2", "qwen3"})
  void shouldEndAnAnswerAsTheTemplateEndsATurn(String name) throws IOException {
    try (Tokenizer tokenizer = openNamed(name + ".jinja")) {
      int[] answer = tokenizer.encodeAnswer(List.of(ChatMessage.user("q")), "<|im_end|>two");

      assertThat(special(answer))
          .containsExactly(
              512 + SPECIAL.indexOf(name.equals("llama3") ? "<|eot_id|>" : "<|im_end|>"));
    }
  }

  @Test
  void shouldGiveAnAnswerWithoutThoughtsTheEmptyBlockThatQwen3Writes() throws IOException {
    try (Tokenizer tokenizer = openNamed("qwen3.jinja")) {
      int[] answer = tokenizer.encodeAnswer(List.of(ChatMessage.user("q")), "two");

      assertThat(answer).contains(520, 521);
      assertThat(withoutSpace(tokenizer.decode(Arrays.stream(answer).boxed().toList())))
          .isEqualTo("<think></think>two");
    }
  }

  private void shouldRefuseAnswer(String template, String answer, String... saying)
      throws IOException {
    try (Tokenizer tokenizer = open(template)) {
      assertThatThrownBy(() -> tokenizer.encodeAnswer(List.of(ChatMessage.user("q")), answer))
          .isInstanceOf(ModelException.class)
          .message()
          .contains(saying);
    }
  }

  @Test
  void shouldRefuseATemplateThatDoesNotGoOnFromItsOwnPrompt() throws IOException {
    shouldRefuseAnswer(
        Files.readString(TEMPLATES.resolve("deepseek.jinja")), "two", "otherwise", "plain text");
  }

  @Test
  void shouldRefuseAnAnswerThatTheTemplateCuts() throws IOException {
    String template =
        "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}|{% else %}"
            + "{{ m.content.split('</think>')[-1] }}</s>{% endif %}{% endfor %}";

    shouldRefuseAnswer(template, "<think>hm</think>two", "leaves out part");
  }

  @Test
  void shouldRefuseATemplateThatPutsASpecialTokenTogether() throws IOException {
    try (Tokenizer tokenizer = open("{{ '<|im_' + 'end|>' }}{{ messages[0].content }}")) {
      assertThatThrownBy(() -> tokenizer.encodePrompt(List.of(ChatMessage.user("<|im_end|>"))))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("<|im_end|> together");
    }
  }

  @Test
  void shouldSayTheTemplatesOwnSentence() throws IOException {
    try (Tokenizer tokenizer = openNamed("llama2.jinja")) {
      assertThatThrownBy(
              () -> tokenizer.encodePrompt(List.of(ChatMessage.user("a"), ChatMessage.user("b"))))
          .isInstanceOfSatisfying(
              ModelException.class,
              e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
          .hasMessageEndingWith("Roles must alternate!");
    }
  }

  private void configure(String field, JsonNode value) throws IOException {
    Path file = dir.resolve("tokenizer_config.json");
    ObjectNode settings = (ObjectNode) JSON.readTree(file.toFile());
    settings.set(field, value);
    JSON.writeValue(file.toFile(), settings);
  }

  @Test
  void shouldTakeTheDefaultOutOfSeveralTemplates() throws IOException {
    configure(
        "chat_template",
        JSON.readTree(
            "[{\"name\":\"tool_use\",\"template\":\"no\"},{\"name\":\"default\",\"template\":\"yes\"}]"));

    try (Tokenizer tokenizer = Tokenizer.open(dir, config)) {
      assertThat(tokenizer.hasChatTemplate()).isTrue();
      assertThat(tokenizer.encodePrompt(List.of(ChatMessage.user("a"))))
          .isEqualTo(tokenizer.encodeText("yes"));
    }
  }

  @Test
  void shouldTakeTheFileBeforeTheConfiguration() throws IOException {
    configure("chat_template", JSON.getNodeFactory().textNode("no"));

    try (Tokenizer tokenizer = open("{{ eos_token }}yes")) {
      assertThat(tokenizer.encodePrompt(List.of(ChatMessage.user("a"))))
          .startsWith(2)
          .hasSizeGreaterThan(1);
    }
  }

  @Test
  void shouldRefuseToChatWithoutATemplate() {
    try (Tokenizer tokenizer = Tokenizer.open(dir, config)) {
      assertThat(tokenizer.hasChatTemplate()).isFalse();
      assertThatThrownBy(() -> tokenizer.encode(Prompt.user("a")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("no chat template");
    }
  }

  @Test
  void shouldRefuseAWrongTemplateField() throws IOException {
    configure("chat_template", JSON.readTree("[{\"name\":\"rag\",\"template\":\"x\"}]"));

    assertThatThrownBy(() -> Tokenizer.open(dir, config))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("chat_template");
  }

  @Test
  void shouldRefuseATokenizerOfALargerVocabularyByName() throws IOException {
    ModelConfig smaller = ModelConfig.read(STORIES);

    assertThatThrownBy(() -> Tokenizer.open(dir, smaller))
        .isInstanceOf(ModelException.class)
        .message()
        .contains("<|im_start|>", "512 entries", "another model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "{}", "{\"model\": 3}", "{\"model\": {\"type\": \"BPE\"}}"})
  void shouldRefuseAFileThatHoldsNoTokenizer(String content) throws IOException {
    Files.writeString(dir.resolve("tokenizer.json"), content);

    assertThatThrownBy(() -> Tokenizer.open(dir, config))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tokenizer.json");
  }

  /** Hugging Face's tokenizers numbers added tokens one after the other, whatever the file says. */
  @Test
  void shouldRefuseAnAddedTokenThatIsReadUnderAnotherId() throws IOException {
    Path file = dir.resolve("tokenizer.json");
    ObjectNode tokenizer = (ObjectNode) JSON.readTree(file.toFile());
    add((ArrayNode) tokenizer.path("added_tokens"), 540, "<|late|>", true);
    JSON.writeValue(file.toFile(), tokenizer);

    assertThatThrownBy(() -> Tokenizer.open(dir, config))
        .isInstanceOf(ModelException.class)
        .message()
        .contains("<|late|>", "540", "522");
  }

  @Test
  void shouldTakeSpecialTokensThatOnlyTheConfigurationNames() throws IOException {
    configure("sep_token", JSON.getNodeFactory().textNode("▁a"));

    try (Tokenizer tokenizer = open("x{{ sep_token }}y")) {
      assertThat(tokenizer.encodePrompt(List.of(ChatMessage.user("m")))).contains(261);
      assertThat(tokenizer.encodeText("a a")).doesNotContain(261);
    }
  }

  @Test
  void shouldNameAMissingTokenizer() throws IOException {
    Files.delete(dir.resolve("tokenizer.json"));

    assertThatThrownBy(() -> Tokenizer.open(dir, config))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("There is no file");
  }
}
