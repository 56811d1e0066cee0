package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.file.TinyModels.Kind;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  private static final Kind LLAMA = Kind.LLAMA_TIED;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource({
    "LLAMA, 21, false, false, false, false",
    "LLAMA_TIED, 20, false, false, false, true",
    "LLAMA3, 35, true, true, false, false",
    "LLAMA_YARN, 21, false, false, false, false",
    "MISTRAL, 21, false, false, false, false",
    "QWEN2, 26, true, false, false, true",
    "QWEN3, 25, false, false, true, false"
  })
  void shouldOpenEveryArchitecture(
      Kind kind, int tensors, boolean qkvBias, boolean outputBias, boolean norm, boolean tied)
      throws IOException {
    TinyModels.write(dir.resolve("m"), kind, 7);

    try (ModelFolder folder = ModelFolder.open(dir.resolve("m"))) {
      assertThat(folder.tensors().names()).hasSize(tensors);
      assertThat(folder.config().qkvBias()).isEqualTo(qkvBias);
      assertThat(folder.config().outputBias()).isEqualTo(outputBias);
      assertThat(folder.config().queryKeyNorm()).isEqualTo(norm);
      assertThat(folder.config().tiedEmbeddings()).isEqualTo(tied);
    }
  }

  @Test
  void shouldOpenThePretrainedModel() {
    try (ModelFolder folder = ModelFolder.open(Path.of("src/test/resources/stories260K"))) {
      assertThat(folder.config().tiedEmbeddings()).isTrue();
      assertThat(folder.config().endTokens()).containsExactly(2);
      FloatBuffer norm = FloatBuffer.allocate(64);
      folder.tensors().copyTo("model.norm.weight", norm);
      assertThat(norm.hasRemaining()).isFalse();
    }
  }

  private void rewrite(Consumer<Map<String, TensorSource>> change) throws IOException {
    Path folder = TinyModels.write(dir.resolve("m"), LLAMA, 7);
    SequencedMap<String, TensorSource> tensors = TinyModels.weights(ModelConfig.read(folder), 7);
    change.accept(tensors);
    Files.delete(folder.resolve("model.safetensors"));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
  }

  private void shouldRefuse(String... naming) {
    assertThatThrownBy(() -> ModelFolder.open(dir.resolve("m")).close())
        .isInstanceOf(ModelException.class)
        .message()
        .contains(naming);
  }

  @Test
  void shouldRefuseAMissingTensorByName() throws IOException {
    rewrite(tensors -> tensors.remove("model.layers.1.mlp.up_proj.weight"));

    shouldRefuse("lacks", "model.layers.1.mlp.up_proj.weight");
  }

  @Test
  void shouldRefuseASurplusTensorByName() throws IOException {
    rewrite(tensors -> tensors.put("model.layers.0.extra", TensorSource.of(new float[1], 1)));

    shouldRefuse("no place", "model.layers.0.extra");
  }

  @Test
  void shouldRefuseAMisshapenTensorByName() throws IOException {
    rewrite(tensors -> tensors.put("model.norm.weight", TensorSource.of(new float[31], 31)));

    shouldRefuse("model.norm.weight", "[31]", "[32]");
  }

  @Test
  void shouldRefuseATensorOfAnotherType() throws IOException {
    rewrite(
        tensors ->
            tensors.put(
                "model.norm.weight",
                new TensorSource(
                    Dtype.I8,
                    new long[] {32},
                    sink -> sink.write(java.nio.ByteBuffer.allocate(32)))));

    shouldRefuse("model.norm.weight", "I8", "F32, F16 and BF16");
  }

  @Test
  void shouldPassOverTensorsThatFollowFromTheConfiguration() throws IOException {
    rewrite(
        tensors ->
            tensors.put(
                "model.layers.0.self_attn.rotary_emb.inv_freq", TensorSource.of(new float[4], 4)));

    try (ModelFolder folder = ModelFolder.open(dir.resolve("m"))) {
      assertThat(folder.config().architecture()).isEqualTo("LlamaForCausalLM");
    }
  }

  @Test
  void shouldTakeATiedOutputMatrixOnlyIfItEqualsTheEmbedding() throws IOException {
    rewrite(tensors -> tensors.put("lm_head.weight", tensors.get("model.embed_tokens.weight")));

    try (ModelFolder folder = ModelFolder.open(dir.resolve("m"))) {
      assertThat(folder.tensors().names()).contains("lm_head.weight");
    }
  }

  @Test
  void shouldRefuseATiedOutputMatrixThatDiffers() throws IOException {
    rewrite(
        tensors -> tensors.put("lm_head.weight", TensorSource.of(new float[512 * 32], 512, 32)));

    shouldRefuse("lm_head.weight", "tie_word_embeddings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "consolidated.00.pth"})
  void shouldRefuseAPickleWithoutReadingIt(String name) throws IOException {
    Path folder = TinyModels.write(dir.resolve("m"), LLAMA, 7);
    Files.delete(folder.resolve("model.safetensors"));
    Files.createSymbolicLink(folder.resolve(name), dir.resolve("nowhere"));

    shouldRefuse(name, "pickle", "never read");
  }

  private Path shard(Consumer<ObjectNode> change) throws IOException {
    Path folder = TinyModels.write(dir.resolve("m"), LLAMA, 7);
    SequencedMap<String, TensorSource> first = TinyModels.weights(ModelConfig.read(folder), 7);
    LinkedHashMap<String, TensorSource> second = new LinkedHashMap<>();
    for (String name : first.keySet().stream().skip(9).toList()) {
      second.put(name, first.remove(name));
    }
    Files.delete(folder.resolve("model.safetensors"));
    String[] names = {"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"};
    SafetensorsWriter.write(folder.resolve(names[0]), first, Map.of());
    SafetensorsWriter.write(folder.resolve(names[1]), second, Map.of());
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    first.keySet().forEach(name -> map.put(name, names[0]));
    second.keySet().forEach(name -> map.put(name, names[1]));
    change.accept(map);
    JSON.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
    return folder;
  }

  @Test
  void shouldReadShardsLikeASingleFile() throws IOException {
    Path sharded = shard(map -> {});
    Path single = TinyModels.write(dir.resolve("single"), LLAMA, 7);

    try (ModelFolder one = ModelFolder.open(single);
        ModelFolder many = ModelFolder.open(sharded)) {
      assertThat(many.tensors().names()).isEqualTo(one.tensors().names());
      for (String name : one.tensors().names()) {
        assertThat(many.tensors().bytes(name)).isEqualTo(one.tensors().bytes(name));
      }
    }
  }

  @Test
  void shouldRefuseAnIndexThatPointsOutOfTheFolder() throws IOException {
    shard(map -> map.put("model.norm.weight", "../model.safetensors"));

    shouldRefuse("model.norm.weight", "../model.safetensors", "beside the index");
  }

  @Test
  void shouldRefuseAnIndexThatNamesTheWrongShard() throws IOException {
    shard(map -> map.put("model.norm.weight", "model-00001-of-00002.safetensors"));

    shouldRefuse("lacks tensor model.norm.weight");
  }

  @Test
  void shouldRefuseAShardWithATensorThatTheIndexDoesNotList() throws IOException {
    shard(map -> map.remove("model.norm.weight"));

    shouldRefuse("model.norm.weight", "does not put there");
  }

  @Test
  void shouldRefuseAShardThatIsMissing() throws IOException {
    Files.delete(shard(map -> {}).resolve("model-00002-of-00002.safetensors"));

    shouldRefuse("model-00002-of-00002.safetensors", "cannot be read");
  }
}
