package io.hone.models.file;

import io.hone.models.ModelException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which tensors a folder must hold, by name and shape. */
record ExpectedTensors(Map<String, List<Long>> shapes) {

  /** The tensors of a model, by Hugging Face's names. */
  static ExpectedTensors of(ModelConfig c) {
    long d = c.hiddenSize();
    long f = c.intermediateSize();
    long q = (long) c.heads() * c.headSize();
    long kv = (long) c.keyValueHeads() * c.headSize();
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", List.of((long) c.vocabularySize(), d));
    for (int i = 0; i < c.layers(); i++) {
      String layer = "model.layers." + i + ".";
      shapes.put(layer + "input_layernorm.weight", List.of(d));
      linear(shapes, layer + "self_attn.q_proj", q, d, c.qkvBias());
      linear(shapes, layer + "self_attn.k_proj", kv, d, c.qkvBias());
      linear(shapes, layer + "self_attn.v_proj", kv, d, c.qkvBias());
      linear(shapes, layer + "self_attn.o_proj", d, q, c.outputBias());
      if (c.queryKeyNorm()) {
        shapes.put(layer + "self_attn.q_norm.weight", List.of((long) c.headSize()));
        shapes.put(layer + "self_attn.k_norm.weight", List.of((long) c.headSize()));
      }
      shapes.put(layer + "post_attention_layernorm.weight", List.of(d));
      linear(shapes, layer + "mlp.gate_proj", f, d, c.mlpBias());
      linear(shapes, layer + "mlp.up_proj", f, d, c.mlpBias());
      linear(shapes, layer + "mlp.down_proj", d, f, c.mlpBias());
    }
    shapes.put("model.norm.weight", List.of(d));
    if (!c.tiedEmbeddings()) {
      shapes.put("lm_head.weight", List.of((long) c.vocabularySize(), d));
    }
    return new ExpectedTensors(Collections.unmodifiableMap(shapes));
  }

  private static void linear(
      Map<String, List<Long>> shapes, String name, long out, long in, boolean bias) {
    shapes.put(name + ".weight", List.of(out, in));
    if (bias) {
      shapes.put(name + ".bias", List.of(out));
    }
  }

  /** Refuses the first tensor that is missing, misshapen, of a type we do not read, or surplus. */
  void check(Path folder, Tensors tensors, Predicate<String> harmless) {
    shapes.forEach(
        (name, shape) -> {
          if (!tensors.names().contains(name)) {
            throw refused(folder, "lacks tensor " + name);
          }
          List<Long> found = Arrays.stream(tensors.shape(name)).boxed().toList();
          if (!found.equals(shape)) {
            throw refused(folder, "has tensor " + name + " of shape " + found + " for " + shape);
          }
          if (!tensors.dtype(name).widened()) {
            throw refused(
                folder,
                "has tensor "
                    + name
                    + " of type "
                    + tensors.dtype(name)
                    + "; only F32, F16 and BF16 are supported");
          }
        });
    for (String name : tensors.names()) {
      if (!shapes.containsKey(name) && !harmless.test(name)) {
        throw refused(folder, "has a tensor that its configuration has no place for: " + name);
      }
    }
  }

  private static ModelException refused(Path folder, String what) {
    return ModelException.permanent("Folder " + folder + " " + what + ".");
  }
}
