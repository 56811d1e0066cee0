package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsCommandTest {
  private static final Path STORIES = Path.of("../models/src/test/resources/stories260K");

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();
  private final ByteArrayOutputStream out = captured.out();
  private final ByteArrayOutputStream err = captured.err();

  @TempDir Path dir;

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonNode info(Path folder, String... more) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("models", "info", "--json"));
    command.addAll(List.of(more));
    command.add(folder.toString());
    assertThat(Hone.run(command.toArray(String[]::new)))
        .as(err.toString(StandardCharsets.UTF_8))
        .isZero();
    return new ObjectMapper().readTree(out.toByteArray());
  }

  private String refusal(Path folder, String... more) {
    List<String> command = new java.util.ArrayList<>(List.of("models", "info"));
    command.addAll(List.of(more));
    command.add(folder.toString());
    int code = Hone.run(command.toArray(String[]::new));

    String line = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(line).isEqualTo(1);
    assertThat(line.lines()).hasSize(1);
    assertThat(line).startsWith("hone: ").doesNotContain("unexpected", "\tat ");
    assertThat(said()).isEmpty();
    return line;
  }

  private Path copyOfStories() throws IOException {
    Path copy = Files.createDirectories(dir.resolve("model"));
    try (Stream<Path> files = Files.list(STORIES)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  private static void writeAdapter(Path folder, AdapterConfig config) throws IOException {
    config.write(folder);
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    AdapterFolder.expectedTensors(ModelConfig.read(STORIES), config)
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    TensorSource.of(
                        new float[(int) (shape.get(0) * shape.get(1))],
                        shape.get(0),
                        shape.get(1))));
    SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
  }

  private Path adapter(String base) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("adapter"));
    writeAdapter(folder, new AdapterConfig(base, 4, 8, false, 0, List.of("q_proj", "v_proj")));
    return folder;
  }

  @Test
  void shouldDescribeAModel() throws IOException {
    JsonNode json = info(STORIES);

    assertThat(json.path("kind").asText()).isEqualTo("model");
    assertThat(json.path("architecture").asText()).isEqualTo("LlamaForCausalLM");
    assertThat(json.path("layers").asInt()).isEqualTo(5);
    assertThat(json.path("heads").asInt()).isEqualTo(8);
    assertThat(json.path("parameters").asLong()).isEqualTo(260_032);
    assertThat(json.path("bytes").asLong()).isEqualTo(4 * 260_032);
    assertThat(json.path("dtype").asText()).isEqualTo("f32");
    assertThat(json.path("context_length").asInt()).isEqualTo(512);
    assertThat(json.path("vocabulary").asInt()).isEqualTo(512);
    assertThat(json.path("tokenizer").asText()).isEqualTo("BPE");
    assertThat(json.path("tied_embeddings").asBoolean()).isTrue();
    assertThat(json.path("chat_template").asBoolean()).isFalse();
    assertThat(json.path("uses")).map(JsonNode::asText).containsExactly("generate", "train");
  }

  @Test
  void shouldDescribeAModelThatChatsForPeople() throws IOException {
    Path model = copyOfStories();
    Files.writeString(
        model.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.role + ':' + m.content + eos_token }}{% endfor %}"
            + "{% if add_generation_prompt %}assistant:{% endif %}");

    assertThat(Hone.run("models", "info", model.toString())).isZero();

    assertThat(said().lines())
        .contains(
            "chat template    true", "uses             generate, train, chat, train on chats");
  }

  @Test
  void shouldDescribeAnAdapter() throws IOException {
    JsonNode json = info(adapter("my/base"));

    assertThat(json.path("kind").asText()).isEqualTo("adapter");
    assertThat(json.path("rank").asInt()).isEqualTo(4);
    assertThat(json.path("alpha").asDouble()).isEqualTo(8);
    assertThat(json.path("targets")).map(JsonNode::asText).containsExactly("q_proj", "v_proj");
    assertThat(json.path("base").asText()).isEqualTo("my/base");
    assertThat(json.path("fits_base").asText()).contains("--base");
  }

  @Test
  void shouldCheckAnAdapterAgainstItsBase() throws IOException {
    assertThat(info(adapter(""), "--base", STORIES.toString()).path("fits_base").asText())
        .isEqualTo("yes");
  }

  @Test
  void shouldRefuseAnAdapterOfAnotherModel() throws IOException {
    Path model = copyOfStories();
    Files.writeString(
        model.resolve("config.json"),
        Files.readString(model.resolve("config.json"))
            .replace("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 6"));

    assertThat(refusal(adapter(""), "--base", model.toString())).contains("lacks tensor");
  }

  @Test
  void shouldShowWhatAnAdapterCallsItsBaseWithoutSendingControlCharacters() throws IOException {
    Path folder = adapter("\u001b[31m\nred");

    assertThat(Hone.run("models", "info", folder.toString())).isZero();

    assertThat(said()).contains("?[31m?red").doesNotContain("\u001b[31m");
  }

  @Test
  void shouldVerifyACheckpointsManifest() throws IOException {
    Path checkpoint = dir.resolve("step-1");
    AtomicFolder.write(
        checkpoint,
        folder -> writeAdapter(folder, new AdapterConfig("", 2, 4, false, 0, List.of("o_proj"))));

    JsonNode json = info(checkpoint);

    assertThat(json.path("manifest").asText()).isEqualTo("verified");
    assertThat(json.path("rank").asInt()).isEqualTo(2);
  }

  @Test
  void shouldNameTheFileOfACheckpointThatIsDamaged() throws IOException {
    Path checkpoint = dir.resolve("step-1");
    AtomicFolder.write(checkpoint, folder -> Files.writeString(folder.resolve("state"), "12345"));
    Files.writeString(checkpoint.resolve("state"), "12346");

    assertThat(refusal(checkpoint)).contains("file state", "SHA-256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nowhere", "../../../etc/passwd", "\u001b[31mred"})
  void shouldRefuseWhatIsNoFolder(String name) {
    assertThat(refusal(Path.of(name))).contains("is no folder");
  }

  @Test
  void shouldRefuseAFolderWithNothingInIt() {
    assertThat(refusal(dir)).contains("no config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "{\"architectures\":[\"GPT2LMHeadModel\"]}"})
  void shouldRefuseAWrongConfiguration(String config) throws IOException {
    Path model = copyOfStories();
    Files.writeString(model.resolve("config.json"), config);

    assertThat(refusal(model)).contains("config.json");
  }

  @Test
  void shouldRefuseAConfigurationThatIsDeeplyNested() throws IOException {
    Path model = copyOfStories();
    Files.writeString(model.resolve("config.json"), "{\"a\":" + "[".repeat(200_000));

    assertThat(refusal(model)).contains("config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "tokenizer_config.json"})
  void shouldRefuseAFileOfAHundredGigabytes(String name) throws IOException {
    Path model = copyOfStories();
    try (RandomAccessFile file = new RandomAccessFile(model.resolve(name).toFile(), "rw")) {
      file.setLength(100L << 30); // a hole: it takes no room on the disk
    }

    assertThat(refusal(model)).contains(name, "more than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void shouldRefuseAFolderInAFilesPlace(String name) throws IOException {
    Path model = copyOfStories();
    Files.delete(model.resolve(name));
    Files.createDirectory(model.resolve(name));

    assertThat(refusal(model)).contains(name);
  }

  @Test
  void shouldNameAMissingTokenizer() throws IOException {
    Path model = copyOfStories();
    Files.delete(model.resolve("tokenizer.json"));

    assertThat(refusal(model)).contains("There is no file", "tokenizer.json");
  }

  @Test
  void shouldRefuseATruncatedModel() throws IOException {
    Path model = copyOfStories();
    try (RandomAccessFile file =
        new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(500_000);
    }

    assertThat(refusal(model)).contains("model.safetensors");
  }

  @Test
  void shouldGiveTheSentenceOfATemplateThatRefuses() throws IOException {
    Path model = copyOfStories();
    Files.writeString(
        model.resolve("chat_template.jinja"), "{{ raise_exception('Never \u001b[31m!') }}");

    assertThat(refusal(model)).contains("Never \\u001b[31m!");
  }

  @Test
  void shouldSayWhichCommand() {
    assertThat(Hone.run("models")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("say which command");
  }
}
