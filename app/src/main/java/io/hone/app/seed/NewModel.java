package io.hone.app.seed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/**
 * A Llama that has learned nothing yet.
 *
 * @param hidden width of the residual stream, a multiple of heads
 * @param inner width inside an MLP
 * @param context positions
 */
record NewModel(int hidden, int inner, int layers, int heads, int context) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Writes a model folder: configuration, tokenizer, random weights.
   *
   * @param seed of the weights
   */
  void write(Path folder, SeedTokenizer tokenizer, long seed) throws IOException {
    Files.createDirectories(folder);
    json(folder.resolve("config.json"), config(tokenizer.size()));
    json(folder.resolve("tokenizer.json"), tokenizer.json());
    json(folder.resolve("tokenizer_config.json"), SeedTokenizer.config(context));
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"),
        weights(ModelConfig.read(folder), new Random(seed)),
        Map.of("format", "pt"));
  }

  private static void json(Path file, ObjectNode content) throws IOException {
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }

  private ObjectNode config(int vocabulary) {
    ObjectNode json = JSON.createObjectNode().put("model_type", "llama");
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("hidden_size", hidden).put("intermediate_size", inner);
    json.put("num_hidden_layers", layers).put("head_dim", hidden / heads);
    json.put("num_attention_heads", heads).put("num_key_value_heads", heads);
    json.put("vocab_size", vocabulary).put("max_position_embeddings", context);
    json.put("rms_norm_eps", 1e-5).put("rope_theta", 10_000.0).put("hidden_act", "silu");
    json.put("attention_bias", false).put("mlp_bias", false).put("tie_word_embeddings", true);
    json.put("bos_token_id", SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.BEGIN));
    json.put("eos_token_id", SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.END));
    return json.put("torch_dtype", "float32");
  }

  /**
   * Normal with a deviation of one over the root of the inputs; what writes to the residual stream
   * is smaller by the root of how often that happens (GPT-2, section 2.3).
   */
  private SequencedMap<String, TensorSource> weights(ModelConfig config, Random random) {
    SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
    ModelFolder.expectedTensors(config)
        .forEach(
            (name, sizes) -> {
              long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
              float[] values =
                  new float[Math.toIntExact(sizes.stream().reduce(1L, (a, b) -> a * b))];
              double deviation = 1 / Math.sqrt((double) shape[shape.length - 1]);
              if (name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight")) {
                deviation /= Math.sqrt(2.0 * layers);
              }
              for (int i = 0; i < values.length; i++) {
                values[i] = shape.length == 1 ? 1 : (float) (deviation * random.nextGaussian());
              }
              tensors.put(name, TensorSource.of(values, shape));
            });
    return tensors;
  }
}
