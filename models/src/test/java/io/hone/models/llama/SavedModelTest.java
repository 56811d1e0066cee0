package io.hone.models.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.models.decode.Stories;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.RandomModels.Kind;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Precision;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logits of the decoder's script, before and after weights were saved, merged or unmerged. */
class SavedModelTest {
  private static final int[] IDS = {1, 5, 9, 30, 4, 4, 7, 21, 2};
  private static TorchRuntime runtime;
  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldDecodeAsDoublePrecisionDoes(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);
    double[][] expected = DoubleLlama.open(path).logits(IDS);

    try (LlamaWeights weights = weights(path)) {
      assertThat(logits(weights)).hasDimensions(IDS.length, 32);
      assertClose(logits(weights), expected, 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 100_000})
  void shouldDecodeThePretrainedModelAsItsReferenceDoesBeforeAndAfterSaving(long shardBytes)
      throws IOException {
    Path target = Files.createDirectory(folder.resolve("saved"));
    try (LlamaWeights weights = weights(Stories.folder())) {
      assertReference(weights);
      ModelSaver.save(runtime, weights, Stories.folder(), target, shardBytes);
    }

    try (LlamaWeights weights = weights(target)) {
      assertReference(weights);
    }
    assertThat(Files.exists(target.resolve("model.safetensors"))).isEqualTo(shardBytes > 1e9);
    assertThat(Files.exists(target.resolve("model.safetensors.index.json")))
        .isEqualTo(shardBytes < 1e9);
    assertThat(ModelConfig.read(target)).isEqualTo(ModelConfig.read(Stories.folder()));
    for (String companion : List.of("tokenizer.json", "tokenizer_config.json")) {
      assertThat(target.resolve(companion))
          .hasSameBinaryContentAs(Stories.folder().resolve(companion));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldMergeAnAdapterAndTakeItOutAgain(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);
    Path adapter = RandomModels.adapter(folder.resolve("adapter"), path, 3, 0.3, 2);

    try (LlamaWeights weights = weights(path);
        LoraAdapter lora = lora(weights, adapter)) {
      lora.mergeInto(weights);
      assertClose(logits(weights), DoubleLlama.open(path, adapter).logits(IDS), 1e-4);

      lora.unmergeFrom(weights);
      assertClose(logits(weights), DoubleLlama.open(path).logits(IDS), 1e-4);
    }
  }

  @Test
  void shouldSaveAnAdapterWithPeftsNamesAndKeys() throws IOException {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_BIASES, 1);
    Path target = Files.createDirectory(folder.resolve("saved"));
    AdapterConfig config = AdapterConfig.of(3, 6, List.of("down_proj", "q_proj"));
    try (LlamaWeights weights = weights(path);
        LoraAdapter lora = LoraAdapter.create(runtime, weights.layout(), config, 5)) {
      lora.save(target);

      try (LoraAdapter again = lora(weights, target)) {
        for (int i = 0; i < lora.tensors().size(); i++) {
          assertThat(runtime.floats(again.tensors().get(i)))
              .isEqualTo(runtime.floats(lora.tensors().get(i)));
        }
      }
    }
    try (AdapterFolder opened = AdapterFolder.open(target, ModelConfig.read(path))) {
      Set<String> expected = new TreeSet<>();
      for (int layer = 0; layer < 2; layer++) {
        for (String module : List.of("self_attn.q_proj", "mlp.down_proj")) {
          for (String part : List.of("lora_A", "lora_B")) {
            expected.add(
                "base_model.model.model.layers.%d.%s.%s.weight".formatted(layer, module, part));
          }
        }
      }
      assertThat(opened.tensors().names()).isEqualTo(expected);
      String name = "base_model.model.model.layers.1.mlp.down_proj.lora_";
      assertThat(opened.tensors().shape(name + "A.weight")).containsExactly(3, 24);
      assertThat(opened.tensors().shape(name + "B.weight")).containsExactly(16, 3);
    }
    JsonNode json = new ObjectMapper().readTree(target.resolve("adapter_config.json").toFile());
    assertThat(json.get("peft_type").asText()).isEqualTo("LORA");
    assertThat(json.get("task_type").asText()).isEqualTo("CAUSAL_LM");
    assertThat(json.get("r").asInt()).isEqualTo(3);
    assertThat(json.get("lora_alpha").asInt()).isEqualTo(6);
    assertThat(json.get("bias").asText()).isEqualTo("none");
    assertThat(StreamSupport.stream(json.get("target_modules").spliterator(), false))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("down_proj", "q_proj");
  }

  @Test
  void shouldDrawTheSameNewAdapterFromTheSameSeed() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_TIED, 1);
    AdapterConfig config = AdapterConfig.of(3, 6, AdapterConfig.MODULES);
    try (LlamaWeights weights = weights(path);
        LoraAdapter one = LoraAdapter.create(runtime, weights.layout(), config, 5);
        LoraAdapter two = LoraAdapter.create(runtime, weights.layout(), config, 5);
        LoraAdapter other = LoraAdapter.create(runtime, weights.layout(), config, 6)) {
      float[] a = runtime.floats(one.tensors().get(0));

      assertThat(runtime.floats(two.tensors().get(0))).isEqualTo(a);
      assertThat(runtime.floats(other.tensors().get(0))).isNotEqualTo(a);
      assertThat(runtime.floats(one.tensors().get(1))).containsOnly(0);
      for (float value : a) {
        assertThat(Math.abs(value)).isLessThanOrEqualTo(1 / 4f);
      }
    }
  }

  private static void assertReference(LlamaWeights weights) {
    JsonNode check = Stories.reference().get("logits_check");
    int[] ids = ints(check.get("token_ids"));
    float[] last = logits(weights, ids)[ids.length - 1];
    for (int i = 0; i < last.length; i++) {
      // The reference is rounded to five decimals.
      assertThat(last[i])
          .isCloseTo((float) check.get("last_logits").get(i).asDouble(), within(1e-4f));
    }
    int[] greedy = ints(Stories.reference().get("greedy_from_bos").get("token_ids"));
    float[][] all = logits(weights, greedy);
    for (int t = 0; t < greedy.length - 1; t++) {
      int best = 0;
      for (int i = 1; i < all[t].length; i++) {
        best = all[t][i] > all[t][best] ? i : best;
      }
      assertThat(best).as("token %d", t + 1).isEqualTo(greedy[t + 1]);
    }
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static LlamaWeights weights(Path path) {
    try (ModelFolder opened = ModelFolder.open(path)) {
      return LlamaWeights.load(opened, runtime, Precision.F32);
    }
  }

  private static LoraAdapter lora(LlamaWeights weights, Path path) {
    try (AdapterFolder opened = AdapterFolder.open(path, weights.layout().config())) {
      return LoraAdapter.load(runtime, weights.layout(), opened);
    }
  }

  private static float[][] logits(LlamaWeights weights) {
    return logits(weights, IDS);
  }

  /** Logits after each token, by the decoder's own step, token by token. */
  private static float[][] logits(LlamaWeights weights, int[] ids) {
    ModelConfig c = weights.layout().config();
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off();
        Script script = runtime.compile(DecodeCode.of(weights.layout(), Precision.F32))) {
      RopeTables rope = RopeTables.of(c, ids.length, runtime, scope, Precision.F32);
      NDArray cache =
          runtime.zeros(
              scope, Precision.F32, c.layers(), 2, 1, c.keyValueHeads(), ids.length, c.headSize());
      List<float[]> logits = new ArrayList<>();
      for (int t = 0; t < ids.length; t++) {
        long place = CacheLayout.place(1, c.keyValueHeads(), ids.length, 0, t);
        long stride = CacheLayout.stride(1, ids.length, t);
        NDArray tokens = scope.create(new long[] {ids[t], t, place, stride}, new Shape(4, 1));
        NDArray found =
            script.one(
                scope,
                "step",
                tokens,
                new long[] {DecodeCode.NEXT, 1, 0, 0, t + 1L},
                new long[0],
                List.of(cache),
                weights.bound(),
                List.of(),
                rope.cos(),
                rope.sin());
        logits.add(runtime.floats(found));
      }
      return logits.toArray(float[][]::new);
    }
  }

  private static void assertClose(float[][] found, double[][] expected, double error) {
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        assertThat((double) found[t][i]).isCloseTo(expected[t][i], within(error));
      }
    }
  }
}
