package io.hone.models.llama;

import io.hone.models.file.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each weight lies: the order of tensors as the scripts take them, and which of Hugging
 * Face's tensors make up each. The three projections of queries, keys and values are one matrix
 * here, and so are gate and up: fewer and larger products.
 *
 * <p>Order: embedding; per layer {@link #perLayer()} tensors at {@link #layer(int)}; the last norm;
 * the head, unless tied to the embedding.
 */
public final class LlamaLayout {
  /** Adapted linear maps of a layer, in order: q,k,v; output; gate,up; down. */
  public static final int ADAPTED = 4;

  private final ModelConfig config;
  private final List<Slot> slots = new ArrayList<>();
  private final int perLayer;

  /**
   * One tensor of ours.
   *
   * @param parts Hugging Face's tensors, one below the other
   * @param shape (rows, columns) or (rows)
   * @param kind what optimizers need to know of it
   */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  public record Slot(List<Part> parts, long[] shape, Kind kind) {
    /** Elements of one row: 1 for a vector. */
    public long columns() {
      return shape.length == 1 ? 1 : shape[1];
    }
  }

  /** A tensor of Hugging Face's and its share of rows. */
  public record Part(String name, long rows) {}

  public enum Kind {
    EMBEDDING,
    MATRIX,
    BIAS,
    NORM
  }

  /** Positions inside a layer; -1 where the architecture has no such tensor. */
  public record Offsets(
      int inputNorm,
      int qkv,
      int qkvBias,
      int queryNorm,
      int keyNorm,
      int output,
      int outputBias,
      int mlpNorm,
      int gateUp,
      int gateUpBias,
      int down,
      int downBias) {}

  private final Offsets offsets;

  private LlamaLayout(ModelConfig c) {
    this.config = c;
    long d = c.hiddenSize();
    long f = c.intermediateSize();
    long q = (long) c.heads() * c.headSize();
    long kv = (long) c.keyValueHeads() * c.headSize();
    slots.add(
        new Slot(
            List.of(new Part("model.embed_tokens.weight", c.vocabularySize())),
            new long[] {c.vocabularySize(), d},
            Kind.EMBEDDING));
    Offsets first = null;
    int stride = 0;
    for (int l = 0; l < c.layers(); l++) {
      String p = "model.layers." + l + ".";
      int base = slots.size();
      int inputNorm = norm(p + "input_layernorm.weight", d);
      List<Part> qkv =
          List.of(
              new Part(p + "self_attn.q_proj.", q),
              new Part(p + "self_attn.k_proj.", kv),
              new Part(p + "self_attn.v_proj.", kv));
      int qkvAt = matrix(qkv, d);
      int qkvBias = c.qkvBias() ? bias(qkv) : -1;
      int queryNorm = c.queryKeyNorm() ? norm(p + "self_attn.q_norm.weight", c.headSize()) : -1;
      int keyNorm = c.queryKeyNorm() ? norm(p + "self_attn.k_norm.weight", c.headSize()) : -1;
      List<Part> output = List.of(new Part(p + "self_attn.o_proj.", d));
      int outputAt = matrix(output, q);
      int outputBias = c.outputBias() ? bias(output) : -1;
      int mlpNorm = norm(p + "post_attention_layernorm.weight", d);
      List<Part> gateUp =
          List.of(new Part(p + "mlp.gate_proj.", f), new Part(p + "mlp.up_proj.", f));
      int gateUpAt = matrix(gateUp, d);
      int gateUpBias = c.mlpBias() ? bias(gateUp) : -1;
      List<Part> down = List.of(new Part(p + "mlp.down_proj.", d));
      int downAt = matrix(down, f);
      int downBias = c.mlpBias() ? bias(down) : -1;
      if (first == null) {
        stride = slots.size() - base;
        first =
            new Offsets(
                inputNorm - base,
                qkvAt - base,
                within(qkvBias, base),
                within(queryNorm, base),
                within(keyNorm, base),
                outputAt - base,
                within(outputBias, base),
                mlpNorm - base,
                gateUpAt - base,
                within(gateUpBias, base),
                downAt - base,
                within(downBias, base));
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("A model needs at least one layer, got 0.");
    }
    this.offsets = first;
    this.perLayer = stride;
    norm("model.norm.weight", d);
    if (!c.tiedEmbeddings()) {
      slots.add(
          new Slot(
              List.of(new Part("lm_head.weight", c.vocabularySize())),
              new long[] {c.vocabularySize(), d},
              Kind.EMBEDDING));
    }
  }

  public static LlamaLayout of(ModelConfig config) {
    return new LlamaLayout(config);
  }

  private static int within(int at, int base) {
    return at < 0 ? -1 : at - base;
  }

  private int norm(String name, long size) {
    slots.add(new Slot(List.of(new Part(name, size)), new long[] {size}, Kind.NORM));
    return slots.size() - 1;
  }

  private int matrix(List<Part> parts, long columns) {
    slots.add(new Slot(named(parts, "weight"), new long[] {rows(parts), columns}, Kind.MATRIX));
    return slots.size() - 1;
  }

  private int bias(List<Part> parts) {
    slots.add(new Slot(named(parts, "bias"), new long[] {rows(parts)}, Kind.BIAS));
    return slots.size() - 1;
  }

  private static List<Part> named(List<Part> parts, String what) {
    return parts.stream().map(part -> new Part(part.name() + what, part.rows())).toList();
  }

  private static long rows(List<Part> parts) {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  public ModelConfig config() {
    return config;
  }

  /** All tensors in order. */
  public List<Slot> slots() {
    return List.copyOf(slots);
  }

  /** Tensors per layer. */
  public int perLayer() {
    return perLayer;
  }

  /** Index of the first tensor of a layer. */
  public int layer(int layer) {
    return 1 + layer * perLayer;
  }

  public Offsets offsets() {
    return offsets;
  }

  /** Index of the norm before the head. */
  public int lastNorm() {
    return layer(config.layers());
  }

  /** Index of the head's matrix (V, D): the embedding if tied. */
  public int head() {
    return config.tiedEmbeddings() ? 0 : lastNorm() + 1;
  }

  /**
   * Weights that take part in matrix products, once per token: everything but embedding and norms.
   */
  public long matrixParameters() {
    long inLayers =
        slots.stream()
            .filter(slot -> slot.kind() == Kind.MATRIX)
            .mapToLong(slot -> slot.shape()[0] * slot.shape()[1])
            .sum();
    return inLayers + (long) config.vocabularySize() * config.hiddenSize();
  }

  /** All weights, a tied head counted once. */
  public long parameters() {
    return slots.stream().mapToLong(slot -> slot.shape()[0] * slot.columns()).sum();
  }
}
