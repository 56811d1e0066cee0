package io.hone.bench.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * A Llama of random weights in a folder of its own, deleted on close: hidden size 256, 4 layers, 8
 * heads on 4 for keys and values, 704 inner, 512 tokens, 512 positions. Small enough for a CPU,
 * large enough for matrix products to matter. It knows no end token, so that lengths are as asked.
 */
final class SampleModel implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VOCABULARY = 512;

  private final Path folder;
  private final ModelConfig config;

  private SampleModel(Path folder, ModelConfig config) {
    this.folder = folder;
    this.config = config;
  }

  static SampleModel write() {
    try {
      Path folder = Files.createTempDirectory("hone-bench");
      Files.writeString(folder.resolve("config.json"), configJson().toString());
      Files.writeString(folder.resolve("tokenizer.json"), tokenizer().toString());
      Files.writeString(folder.resolve("tokenizer_config.json"), "{}");
      ModelConfig config = ModelConfig.read(folder);
      SafetensorsWriter.write(
          folder.resolve("model.safetensors"), weights(config), Map.of("format", "pt"));
      return new SampleModel(folder, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  ModelConfig config() {
    return config;
  }

  private static ObjectNode json() {
    return JSON.createObjectNode();
  }

  private static ObjectNode configJson() {
    ObjectNode json = json().put("model_type", "llama");
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("hidden_size", 256).put("intermediate_size", 704).put("num_hidden_layers", 4);
    json.put("num_attention_heads", 8).put("num_key_value_heads", 4).put("head_dim", 32);
    json.put("vocab_size", VOCABULARY).put("max_position_embeddings", 512);
    json.put("rms_norm_eps", 1e-5).put("rope_theta", 10_000.0).put("hidden_act", "silu");
    return json.put("tie_word_embeddings", true).put("torch_dtype", "float32");
  }

  /** One word a token, t0 to t511. */
  private static ObjectNode tokenizer() {
    ObjectNode json = json().put("version", "1.0");
    json.putArray("added_tokens");
    json.putObject("pre_tokenizer").put("type", "Whitespace");
    ObjectNode model = json.putObject("model").put("type", "WordLevel").put("unk_token", "t0");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < VOCABULARY; id++) {
      vocabulary.put("t" + id, id);
    }
    return json;
  }

  private static SequencedMap<String, TensorSource> weights(ModelConfig config) {
    SplittableRandom random = new SplittableRandom(1);
    SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
    ModelFolder.expectedTensors(config)
        .forEach(
            (name, sizes) -> {
              long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
              int count = Math.toIntExact(sizes.stream().reduce(1L, (a, b) -> a * b));
              float[] values = new float[count];
              for (int i = 0; i < count; i++) {
                values[i] = name.contains("norm") ? 1 : 0.05f * (float) random.nextGaussian();
              }
              tensors.put(name, TensorSource.of(values, shape));
            });
    return tensors;
  }

  @Override
  public void close() {
    try {
      AtomicFolder.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
