package io.hone.models.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model is made of: {@code config.json} of Hugging Face's transformers, for the Llama
 * family. Fields that those architectures' own classes do not read are passed over, as there;
 * fields that change the computation in a way we do not compute are refused by name.
 *
 * @param architecture one of {@link #ARCHITECTURES}
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside an MLP
 * @param layers at least 1
 * @param heads query heads, a multiple of {@code keyValueHeads}
 * @param headSize values per head, even
 * @param vocabularySize rows of the embedding; token ids are below it
 * @param contextLength tokens that prompt and answer may have together: the trained positions, or
 *     the sliding window where it is shorter
 * @param rmsNormEpsilon added to the mean square before its root
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param qkvBias whether q, k and v projections have biases
 * @param outputBias whether the attention's output projection has one
 * @param mlpBias whether gate, up and down projections have them
 * @param queryKeyNorm whether q and k are RMS-normed per head (Qwen3)
 * @param beginToken the token that a text begins with; -1 if none
 * @param endTokens tokens that end an answer, from {@code config.json} and {@code
 *     generation_config.json}; may be empty
 */
public record ModelConfig(
    String architecture,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabularySize,
    int contextLength,
    double rmsNormEpsilon,
    Rope rope,
    boolean tiedEmbeddings,
    boolean qkvBias,
    boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    int beginToken,
    List<Integer> endTokens) {

  /** The architectures that can be read, by transformers' class names. */
  public static final Set<String> ARCHITECTURES =
      Set.of("LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM");

  private static final int LARGEST = 1 << 24;

  public ModelConfig {
    endTokens = List.copyOf(endTokens);
  }

  /**
   * Reads {@code config.json} and, for further end tokens, {@code generation_config.json}.
   *
   * @throws ModelException permanent if a file is missing, is not JSON, or holds a field that is
   *     wrong or not supported; the message names it
   */
  public static ModelConfig read(Path folder) {
    JsonFields json = JsonFields.read(folder.resolve("config.json"));
    String architecture = architecture(json);
    refuseUnsupported(json);
    boolean llama = architecture.startsWith("Llama");
    boolean qwen2 = architecture.startsWith("Qwen2");
    boolean qwen3 = architecture.startsWith("Qwen3");
    int hidden = json.integer("hidden_size", 1, LARGEST);
    int heads = json.integer("num_attention_heads", 1, LARGEST);
    int keyValueHeads =
        llama && !json.has("num_key_value_heads")
            ? heads
            : json.integer("num_key_value_heads", 1, heads);
    if (heads % keyValueHeads != 0) {
      throw json.refused("num_key_value_heads", "a divisor of num_attention_heads = " + heads);
    }
    int vocabulary = json.integer("vocab_size", 1, LARGEST);
    boolean attentionBias = !qwen2 && json.flag("attention_bias", false);
    return new ModelConfig(
        architecture,
        hidden,
        json.integer("intermediate_size", 1, LARGEST),
        json.integer("num_hidden_layers", 1, 10_000),
        heads,
        keyValueHeads,
        headSize(json, hidden, heads, qwen3),
        vocabulary,
        contextLength(json, architecture),
        json.number("rms_norm_eps", 0),
        RopeFields.read(json),
        json.flag("tie_word_embeddings", false),
        qwen2 || attentionBias,
        attentionBias,
        llama && json.flag("mlp_bias", false),
        qwen3,
        json.has("bos_token_id") ? json.integer("bos_token_id", 0, vocabulary - 1) : -1,
        endTokens(folder, json, vocabulary));
  }

  private static String architecture(JsonFields json) {
    List<String> names = json.texts("architectures");
    if (names.size() != 1 || !ARCHITECTURES.contains(names.getFirst())) {
      throw json.refused("architectures", "one of " + new java.util.TreeSet<>(ARCHITECTURES));
    }
    return names.getFirst();
  }

  private static void refuseUnsupported(JsonFields json) {
    json.only("hidden_act", "silu", v -> v.asText().equals("silu"));
    for (String name :
        List.of(
            "quantization_config",
            "auto_map",
            "num_experts",
            "num_local_experts",
            "n_routed_experts",
            "final_logit_softcapping",
            "attn_logit_softcapping")) {
      json.only(name, "models without it", JsonNode::isNull);
    }
    for (String name : List.of("rope_interleaved", "is_encoder_decoder", "add_cross_attention")) {
      json.only(name, "false", v -> v.isBoolean() && !v.booleanValue());
    }
    json.only("partial_rotary_factor", "1", v -> v.isNumber() && v.asDouble() == 1);
    json.only("layer_types", "full_attention and sliding_attention", ModelConfig::knownLayers);
  }

  private static boolean knownLayers(JsonNode types) {
    for (JsonNode type : types) {
      if (!Set.of("full_attention", "sliding_attention").contains(type.asText())) {
        return false;
      }
    }
    return types.isArray();
  }

  private static int headSize(JsonFields json, int hidden, int heads, boolean qwen3) {
    if (json.has("head_dim")) {
      int size = json.integer("head_dim", 2, LARGEST);
      if (size % 2 != 0) {
        throw json.refused("head_dim", "even");
      }
      return size;
    }
    if (qwen3) {
      return 128; // transformers' default
    }
    if (hidden % heads != 0 || hidden / heads % 2 != 0) {
      throw json.refused("hidden_size", "an even multiple of num_attention_heads = " + heads);
    }
    return hidden / heads;
  }

  private static int contextLength(JsonFields json, String architecture) {
    int positions = json.integer("max_position_embeddings", 1, Integer.MAX_VALUE);
    boolean windowed =
        switch (architecture) {
          case "MistralForCausalLM" -> json.has("sliding_window");
          case "LlamaForCausalLM" -> false;
          default -> json.flag("use_sliding_window", false) && json.has("sliding_window");
        };
    return windowed
        ? Math.min(positions, json.integer("sliding_window", 1, Integer.MAX_VALUE))
        : positions;
  }

  private static List<Integer> endTokens(Path folder, JsonFields json, int vocabulary) {
    Set<Integer> ends = new LinkedHashSet<>(json.integers("eos_token_id", 0, vocabulary - 1));
    Path generation = folder.resolve("generation_config.json");
    if (Files.exists(generation)) {
      ends.addAll(JsonFields.read(generation).integers("eos_token_id", 0, vocabulary - 1));
    }
    return List.copyOf(ends);
  }
}
