package io.hone.models.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Model folders with random weights, small enough for a test: hidden size 32, 2 layers, 4 heads of
 * 8 (2 for keys and values), and the real tokenizer of stories260K with its 512 tokens.
 */
public final class TinyModels {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path STORIES = Path.of("src/test/resources/stories260K");

  /** One of each thing that the architectures differ in. */
  public enum Kind {
    /** An output matrix of its own. */
    LLAMA("LlamaForCausalLM", config -> {}),
    /** The output matrix is the embedding. */
    LLAMA_TIED("LlamaForCausalLM", config -> config.put("tie_word_embeddings", true)),
    /** Llama 3's stretched rotary embedding, and biases everywhere that Llama may have them. */
    LLAMA3("LlamaForCausalLM", TinyModels::llama3),
    /** YaRN, whose attention is scaled, too. */
    LLAMA_YARN("LlamaForCausalLM", TinyModels::yarn),
    MISTRAL("MistralForCausalLM", config -> {}),
    /** Biases of q, k and v. */
    QWEN2("Qwen2ForCausalLM", config -> config.put("tie_word_embeddings", true)),
    /** Norms of q and k per head, and heads that are together wider than the residual stream. */
    QWEN3("Qwen3ForCausalLM", config -> config.put("head_dim", 16));

    private final String architecture;
    private final Consumer<ObjectNode> change;

    Kind(String architecture, Consumer<ObjectNode> change) {
      this.architecture = architecture;
      this.change = change;
    }
  }

  private TinyModels() {}

  private static void llama3(ObjectNode config) {
    config.put("attention_bias", true).put("mlp_bias", true);
    ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", "llama3");
    scaling.put("factor", 8.0).put("low_freq_factor", 1.0).put("high_freq_factor", 4.0);
    scaling.put("original_max_position_embeddings", 32);
  }

  private static void yarn(ObjectNode config) {
    ObjectNode scaling = config.putObject("rope_scaling").put("rope_type", "yarn");
    scaling.put("factor", 4.0).put("original_max_position_embeddings", 32);
  }

  /** Writes a model into {@code folder}, made if need be; the same seed, the same bytes. */
  public static Path write(Path folder, Kind kind, long seed) throws IOException {
    return write(folder, kind, seed, config -> {});
  }

  /** Writes a model after one more change of its {@code config.json}. */
  public static Path write(Path folder, Kind kind, long seed, Consumer<ObjectNode> change)
      throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = config(kind);
    change.accept(config);
    Files.writeString(folder.resolve("config.json"), config.toPrettyString());
    for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
      Files.copy(STORIES.resolve(name), folder.resolve(name));
    }
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        weights(ModelConfig.read(folder), seed),
        Map.of("format", "pt"));
    return folder;
  }

  /** A configuration with everything that is required and little else. */
  public static ObjectNode config(Kind kind) {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add(kind.architecture);
    config.put("model_type", kind.architecture.replace("ForCausalLM", "").toLowerCase(Locale.ROOT));
    config.put("hidden_size", 32).put("intermediate_size", 48).put("num_hidden_layers", 2);
    config.put("num_attention_heads", 4).put("num_key_value_heads", 2).put("head_dim", 8);
    config.put("vocab_size", 512).put("max_position_embeddings", 128);
    config.put("rms_norm_eps", 1e-6).put("rope_theta", 10000.0).put("hidden_act", "silu");
    config.put("tie_word_embeddings", false);
    config.put("bos_token_id", 1).put("eos_token_id", 2).put("torch_dtype", "float32");
    kind.change.accept(config);
    return config;
  }

  /** Random weights of the expected names and shapes: norms near 1, the rest of deviation 0.1. */
  public static SequencedMap<String, TensorSource> weights(ModelConfig config, long seed) {
    Random random = new Random(seed);
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    ModelFolder.expectedTensors(config)
        .forEach(
            (name, shape) -> {
              long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
              float[] values =
                  new float[(int) shape.stream().mapToLong(x -> x).reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * 0.1 + (name.contains("norm") ? 1 : 0));
              }
              tensors.put(name, TensorSource.of(values, sizes));
            });
    return tensors;
  }
}
