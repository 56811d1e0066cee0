package io.hone.models.file;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeSet;

/**
 * A LoRA adapter's {@code adapter_config.json}, in PEFT's format.
 *
 * @param baseModel name or path of the model that it was trained on; may be empty
 * @param rank rows of A and columns of B
 * @param alpha numerator of the scaling
 * @param rankStabilized whether the scaling is alpha / sqrt(rank) instead of alpha / rank (arXiv
 *     2312.03732)
 * @param dropout used while training only
 * @param targetModules which of {@link #MODULES} are adapted, in that order
 */
public record AdapterConfig(
    String baseModel,
    int rank,
    double alpha,
    boolean rankStabilized,
    double dropout,
    List<String> targetModules) {

  /** The linear maps of a layer that can be adapted. */
  public static final List<String> MODULES =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private static final String FILE = "adapter_config.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  public AdapterConfig {
    targetModules = MODULES.stream().filter(List.copyOf(targetModules)::contains).toList();
  }

  /** An adapter with PEFT's defaults. */
  public static AdapterConfig of(int rank, double alpha, List<String> targetModules) {
    return new AdapterConfig("", rank, alpha, false, 0, targetModules);
  }

  /** What the product of B and A is multiplied by. */
  public double scaling() {
    return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
  }

  /**
   * Reads {@code adapter_config.json} of a folder.
   *
   * @throws ModelException permanent if it is missing, is not JSON, or asks for what is not
   *     supported (DoRA, other PEFT types, per-module ranks); the message names the field
   */
  public static AdapterConfig read(Path folder) {
    JsonFields json = JsonFields.read(folder.resolve(FILE));
    json.only("peft_type", "LORA", v -> v.asText().equals("LORA"));
    json.only("task_type", "CAUSAL_LM", v -> v.asText().equals("CAUSAL_LM"));
    json.only("bias", "none", v -> v.asText().equals("none"));
    for (String name :
        List.of("use_dora", "fan_in_fan_out", "lora_bias", "use_qalora", "use_bdlora")) {
      json.only(name, "false", v -> v.isBoolean() && !v.booleanValue());
    }
    for (String name :
        List.of(
            "rank_pattern",
            "alpha_pattern",
            "modules_to_save",
            "layers_to_transform",
            "layers_pattern",
            "layer_replication",
            "exclude_modules",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens")) {
      json.only(name, "none", v -> v.isContainerNode() && v.isEmpty());
    }
    // Others, such as PiSSA and OLoRA, change the base model's weights as they begin.
    json.only(
        "init_lora_weights",
        "true, false and \"gaussian\"",
        v -> v.isBoolean() || v.asText().equals("gaussian"));
    return new AdapterConfig(
        json.text("base_model_name_or_path", ""),
        json.integer("r", 1, 1 << 16),
        json.number("lora_alpha", 0),
        json.flag("use_rslora", false),
        json.number("lora_dropout", -1e-9, 0),
        targets(json));
  }

  private static List<String> targets(JsonFields json) {
    if (json.is("target_modules", JsonNode::isTextual)
        && json.text("target_modules").equals("all-linear")) {
      return MODULES;
    }
    // PEFT gives "all-linear" of a small model as paths, such as "model.layers.0.mlp.up_proj".
    // Paths
    // of some layers only are found out as missing tensors.
    List<String> targets =
        json.texts("target_modules").stream()
            .map(target -> target.substring(target.lastIndexOf('.') + 1))
            .distinct()
            .toList();
    if (targets.isEmpty() || !MODULES.containsAll(targets)) {
      throw json.refused("target_modules", "a list out of " + MODULES);
    }
    return targets;
  }

  /**
   * Writes {@code adapter_config.json} into a folder, with PEFT's keys.
   *
   * @throws IOException if it exists or cannot be written
   */
  public void write(Path folder) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("peft_type", "LORA");
    json.put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", baseModel);
    json.put("inference_mode", true);
    json.put("r", rank);
    if (alpha == Math.rint(alpha) && alpha < Integer.MAX_VALUE) {
      json.put("lora_alpha", (int) alpha);
    } else {
      json.put("lora_alpha", alpha);
    }
    json.put("lora_dropout", dropout);
    json.put("use_rslora", rankStabilized);
    json.put("use_dora", false);
    json.put("fan_in_fan_out", false);
    json.put("bias", "none");
    json.put("init_lora_weights", true);
    json.putNull("modules_to_save");
    json.putNull("layers_to_transform");
    json.putNull("layers_pattern");
    json.putObject("rank_pattern");
    json.putObject("alpha_pattern");
    json.putNull("revision");
    json.set("target_modules", JSON.valueToTree(new TreeSet<>(targetModules)));
    Files.write(
        folder.resolve(FILE),
        JSON.writer(new DefaultPrettyPrinter()).writeValueAsBytes(json),
        StandardOpenOption.CREATE_NEW);
  }
}
