package io.hone.models.llama;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** Model and adapter folders of random weights, of every architecture that we read. */
public final class RandomModels {
  private RandomModels() {}

  /** What differs between architectures, small enough for double precision. */
  public enum Kind {
    LLAMA_TIED("LlamaForCausalLM", "\"tie_word_embeddings\": true, \"num_key_value_heads\": 4"),
    LLAMA_BIASES(
        "LlamaForCausalLM",
        "\"num_key_value_heads\": 2, \"attention_bias\": true, \"mlp_bias\": true"),
    LLAMA_3(
        "LlamaForCausalLM",
        "\"num_key_value_heads\": 2, \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8.0,"
            + " \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0,"
            + " \"original_max_position_embeddings\": 16}"),
    LLAMA_YARN(
        "LlamaForCausalLM",
        "\"num_key_value_heads\": 1, \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0,"
            + " \"original_max_position_embeddings\": 16}"),
    MISTRAL("MistralForCausalLM", "\"num_key_value_heads\": 2, \"sliding_window\": 64"),
    QWEN_2("Qwen2ForCausalLM", "\"num_key_value_heads\": 2, \"tie_word_embeddings\": true"),
    QWEN_3("Qwen3ForCausalLM", "\"num_key_value_heads\": 2, \"head_dim\": 6");

    private final String architecture;
    private final String fields;

    Kind(String architecture, String fields) {
      this.architecture = architecture;
      this.fields = fields;
    }
  }

  /** A folder with {@code config.json} and {@code model.safetensors}. */
  public static Path write(Path folder, Kind kind, long seed) {
    String fields =
        "\"hidden_size\": 16, \"intermediate_size\": 24, \"num_hidden_layers\": 2,"
            + " \"num_attention_heads\": 4, \"vocab_size\": 32, \"max_position_embeddings\": 64, "
            + kind.fields;
    return write(folder, kind.architecture, fields, seed);
  }

  /** The same with the fields of {@code config.json} given. */
  public static Path write(Path folder, String architecture, String fields, long seed) {
    try {
      Files.createDirectories(folder);
      ObjectMapper json = new ObjectMapper();
      ObjectNode config = (ObjectNode) json.readTree("{" + fields + "}");
      config.putArray("architectures").add(architecture);
      config.put("hidden_act", "silu").put("rms_norm_eps", 1e-5).put("rope_theta", 100.0);
      config.put("bos_token_id", 1).put("eos_token_id", 2);
      Files.write(folder.resolve("config.json"), json.writeValueAsBytes(config));
      Random random = new Random(seed);
      SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
      for (LlamaLayout.Slot slot : LlamaLayout.of(ModelConfig.read(folder)).slots()) {
        for (LlamaLayout.Part part : slot.parts()) {
          double size = slot.kind() == LlamaLayout.Kind.EMBEDDING ? 0.5 : 0.2;
          double middle = slot.kind() == LlamaLayout.Kind.NORM ? 1 : 0;
          long[] shape =
              slot.shape().length == 1
                  ? new long[] {part.rows()}
                  : new long[] {part.rows(), slot.columns()};
          float[] values = new float[(int) (part.rows() * slot.columns())];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (middle + size * random.nextGaussian());
          }
          tensors.put(part.name(), TensorSource.of(values, shape));
        }
      }
      SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An adapter over all projections of a model, A and B both random. */
  public static Path adapter(Path folder, Path model, int rank, double size, long seed) {
    try {
      Files.createDirectories(folder);
      AdapterConfig config = AdapterConfig.of(rank, 2.0 * rank, AdapterConfig.MODULES);
      config.write(folder);
      Random random = new Random(seed);
      SequencedMap<String, TensorSource> tensors = new LinkedHashMap<>();
      AdapterFolder.expectedTensors(ModelConfig.read(model), config)
          .forEach(
              (name, shape) -> {
                float[] values = new float[(int) (shape.get(0) * shape.get(1))];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) (size * random.nextGaussian());
                }
                tensors.put(name, TensorSource.of(values, shape.get(0), shape.get(1)));
              });
      SafetensorsWriter.write(
          folder.resolve("adapter_model.safetensors"), tensors, Map.of("format", "pt"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
