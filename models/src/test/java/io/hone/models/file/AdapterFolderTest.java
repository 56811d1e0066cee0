package io.hone.models.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.file.TinyModels.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdapterFolderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All keys that PEFT 0.17 writes for a LoRA adapter, in its form. */
  private static final String PEFT =
      """
      {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "some/base",
       "bias": "none", "corda_config": null, "eva_config": null, "exclude_modules": null,
       "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true,
       "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
       "loftq_config": {}, "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.05,
       "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null,
       "peft_type": "LORA", "qalora_group_size": 16, "r": 2, "rank_pattern": {},
       "revision": null, "target_modules": ["v_proj", "q_proj"], "target_parameters": null,
       "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_dora": false,
       "use_qalora": false, "use_rslora": false}
      """;

  @TempDir private Path dir;
  private ModelConfig model;

  @BeforeEach
  void writeModel() throws IOException {
    model = ModelConfig.read(TinyModels.write(dir.resolve("model"), Kind.LLAMA, 1));
  }

  private void write(Consumer<Map<String, TensorSource>> change) throws IOException {
    Files.writeString(dir.resolve("adapter_config.json"), PEFT);
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < 2; layer++) {
      for (String name : List.of("q_proj", "v_proj")) {
        String module = "base_model.model.model.layers." + layer + ".self_attn." + name;
        int out = name.equals("q_proj") ? 32 : 16;
        tensors.put(module + ".lora_A.weight", TensorSource.of(new float[2 * 32], 2, 32));
        tensors.put(module + ".lora_B.weight", TensorSource.of(new float[out * 2], out, 2));
      }
    }
    change.accept(tensors);
    SafetensorsWriter.write(dir.resolve("adapter_model.safetensors"), tensors, Map.of());
  }

  @Test
  void shouldTakeTargetsThatAreNamedByTheirPaths() throws IOException {
    write(tensors -> {});
    target(
        "model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj", "self_attn.v_proj");

    try (AdapterFolder adapter = AdapterFolder.open(dir, model)) {
      assertThat(adapter.config().targetModules()).containsExactly("q_proj", "v_proj");
    }
  }

  @Test
  void shouldRefuseAnAdapterOfSomeLayersOnly() throws IOException {
    write(tensors -> tensors.keySet().removeIf(name -> name.contains("layers.1")));
    target("model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.v_proj");

    assertThatThrownBy(() -> AdapterFolder.open(dir, model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight");
  }

  private void target(String... modules) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(PEFT);
    config.set("target_modules", JSON.valueToTree(modules));
    Files.writeString(dir.resolve("adapter_config.json"), config.toString());
  }

  @Test
  void shouldOpenAnAdapterWithPeftsKeys() throws IOException {
    write(tensors -> {});

    try (AdapterFolder adapter = AdapterFolder.open(dir, model)) {
      assertThat(adapter.config())
          .isEqualTo(
              new AdapterConfig("some/base", 2, 8, false, 0.05, List.of("q_proj", "v_proj")));
      assertThat(adapter.config().scaling()).isEqualTo(4);
      assertThat(adapter.tensors().names()).hasSize(8);
    }
  }

  private void shouldRefuse(String... naming) {
    assertThatThrownBy(() -> AdapterFolder.open(dir, model).close())
        .isInstanceOf(ModelException.class)
        .message()
        .contains(naming);
  }

  @Test
  void shouldRefuseAMissingTensorByName() throws IOException {
    String name = "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight";
    write(tensors -> tensors.remove(name));

    shouldRefuse("lacks", name);
  }

  @Test
  void shouldRefuseASurplusTensorByName() throws IOException {
    String name = "base_model.model.model.layers.2.self_attn.v_proj.lora_B.weight";
    write(tensors -> tensors.put(name, TensorSource.of(new float[32], 16, 2)));

    shouldRefuse("no place", name);
  }

  @Test
  void shouldRefuseAnotherRankByName() throws IOException {
    String name = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
    write(tensors -> tensors.put(name, TensorSource.of(new float[96], 3, 32)));

    shouldRefuse(name, "[3, 32]", "[2, 32]");
  }

  @Test
  void shouldNeverReadAPickle() throws IOException {
    Files.writeString(dir.resolve("adapter_config.json"), PEFT);
    Files.createSymbolicLink(dir.resolve("adapter_model.bin"), dir.resolve("nowhere"));
    Files.createFile(dir.resolve("nowhere"));

    shouldRefuse("adapter_model.bin", "pickle", "never read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "peft_type|\"IA3\"",
        "task_type|\"SEQ_CLS\"",
        "bias|\"all\"",
        "use_dora|true",
        "fan_in_fan_out|true",
        "rank_pattern|{\"q_proj\": 4}",
        "alpha_pattern|{\"q_proj\": 4}",
        "modules_to_save|[\"lm_head\"]",
        "layers_to_transform|[1]",
        "init_lora_weights|\"pissa\"",
        "r|0",
        "r|-3",
        "r|2.5",
        "r|\"2\"",
        "lora_alpha|-1",
        "lora_alpha|\"NaN\"",
        "target_modules|\".*proj\"",
        "target_modules|[]",
        "target_modules|[\"embed_tokens\"]",
      })
  void shouldRefuseWhatIsNotComputedByName(String field, String value) throws IOException {
    write(tensors -> {});
    ObjectNode config = (ObjectNode) JSON.readTree(PEFT);
    JsonNode wrong = JSON.readTree(value);
    Files.writeString(dir.resolve("adapter_config.json"), config.set(field, wrong).toString());

    shouldRefuse(field);
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    AdapterConfig config = new AdapterConfig("b", 3, 4.5, true, 0.1, List.of("up_proj", "o_proj"));

    config.write(dir);

    assertThat(AdapterConfig.read(dir)).isEqualTo(config);
    assertThat(config.scaling()).isEqualTo(4.5 / Math.sqrt(3));
  }
}
