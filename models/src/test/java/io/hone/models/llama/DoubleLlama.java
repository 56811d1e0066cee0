package io.hone.models.llama;

import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Llama family in double precision, one sequence at a time, straight from the papers: what our
 * scripts are compared with. It shares no code with them but the reading of files and the
 * frequencies of rotary embedding, which have tests of their own.
 */
public final class DoubleLlama {
  private final ModelConfig c;
  private final Map<String, double[]> weights = new LinkedHashMap<>();
  private double scaling;

  private DoubleLlama(ModelConfig config) {
    this.c = config;
  }

  public static DoubleLlama open(Path model) {
    try (ModelFolder folder = ModelFolder.open(model)) {
      DoubleLlama opened = new DoubleLlama(folder.config());
      opened.read(folder.tensors());
      return opened;
    }
  }

  /** The same with an adapter in PEFT's format over it. */
  public static DoubleLlama open(Path model, Path adapter) {
    DoubleLlama opened = open(model);
    try (AdapterFolder folder = AdapterFolder.open(adapter, opened.c)) {
      opened.read(folder.tensors());
      opened.scaling = folder.config().scaling();
    }
    return opened;
  }

  private void read(Tensors tensors) {
    for (String name : tensors.names()) {
      long size = 1;
      for (long each : tensors.shape(name)) {
        size *= each;
      }
      FloatBuffer values = FloatBuffer.allocate((int) size);
      tensors.copyTo(name, values);
      double[] wide = new double[(int) size];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values.get(i);
      }
      weights.put(name, wide);
    }
  }

  /** One tensor, live: what is written into it counts at once. */
  public double[] tensor(String name) {
    return weight(name);
  }

  /** All tensors by name, live. */
  public Map<String, double[]> weights() {
    return weights;
  }

  /** Sum of the log-probabilities of an answer's tokens. */
  public double score(int[] prompt, int[] answer) {
    int[] all = new int[prompt.length + answer.length];
    System.arraycopy(prompt, 0, all, 0, prompt.length);
    System.arraycopy(answer, 0, all, prompt.length, answer.length);
    double[] scores = scores(all);
    double sum = 0;
    for (int i = prompt.length - 1; i < scores.length; i++) {
      sum += scores[i];
    }
    return sum;
  }

  /** Log-probability of each token but the first, given those before it. */
  public double[] scores(int[] ids) {
    double[][] logits = logits(ids);
    double[] scores = new double[ids.length - 1];
    for (int t = 0; t < scores.length; t++) {
      double max = Double.NEGATIVE_INFINITY;
      for (double logit : logits[t]) {
        max = Math.max(max, logit);
      }
      double sum = 0;
      for (double logit : logits[t]) {
        sum += Math.exp(logit - max);
      }
      scores[t] = logits[t][ids[t + 1]] - max - Math.log(sum);
    }
    return scores;
  }

  /** Logits after each token. */
  public double[][] logits(int[] ids) {
    int d = c.hiddenSize();
    List<double[]> stream = new ArrayList<>();
    double[] embedding = weight("model.embed_tokens.weight");
    for (int id : ids) {
      double[] x = new double[d];
      System.arraycopy(embedding, id * d, x, 0, d);
      stream.add(x);
    }
    for (int l = 0; l < c.layers(); l++) {
      String p = "model.layers." + l + ".";
      attention(stream, p);
      for (int t = 0; t < ids.length; t++) {
        double[] h = norm(stream.get(t), 0, d, weight(p + "post_attention_layernorm.weight"));
        double[] gate = linear(p + "mlp.gate_proj", h);
        double[] up = linear(p + "mlp.up_proj", h);
        for (int i = 0; i < gate.length; i++) {
          gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
        }
        add(stream.get(t), linear(p + "mlp.down_proj", gate));
      }
    }
    double[][] logits = new double[ids.length][];
    String head = c.tiedEmbeddings() ? "model.embed_tokens" : "lm_head";
    for (int t = 0; t < ids.length; t++) {
      logits[t] = linear(head, norm(stream.get(t), 0, d, weight("model.norm.weight")));
    }
    return logits;
  }

  private void attention(List<double[]> stream, String p) {
    int e = c.headSize();
    int group = c.heads() / c.keyValueHeads();
    List<double[]> keys = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    List<double[]> outputs = new ArrayList<>();
    for (int t = 0; t < stream.size(); t++) {
      double[] h = norm(stream.get(t), 0, c.hiddenSize(), weight(p + "input_layernorm.weight"));
      double[] q = linear(p + "self_attn.q_proj", h);
      double[] k = linear(p + "self_attn.k_proj", h);
      if (c.queryKeyNorm()) {
        q = normHeads(q, weight(p + "self_attn.q_norm.weight"));
        k = normHeads(k, weight(p + "self_attn.k_norm.weight"));
      }
      rotate(q, t);
      rotate(k, t);
      keys.add(k);
      values.add(linear(p + "self_attn.v_proj", h));
      double[] mixed = new double[c.heads() * e];
      for (int head = 0; head < c.heads(); head++) {
        int other = head / group * e;
        double[] share = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double dot = 0;
          for (int i = 0; i < e; i++) {
            dot += q[head * e + i] * keys.get(s)[other + i];
          }
          share[s] = Math.exp(dot / Math.sqrt(e));
          sum += share[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < e; i++) {
            mixed[head * e + i] += share[s] / sum * values.get(s)[other + i];
          }
        }
      }
      outputs.add(linear(p + "self_attn.o_proj", mixed));
    }
    for (int t = 0; t < stream.size(); t++) {
      add(stream.get(t), outputs.get(t));
    }
  }

  /** Half-rotation form: value i turns with value i + E/2. */
  private void rotate(double[] heads, int position) {
    int e = c.headSize();
    double[] frequencies = c.rope().inverseFrequencies(e);
    double scale = c.rope().attentionScale();
    for (int head = 0; head < heads.length / e; head++) {
      for (int i = 0; i < e / 2; i++) {
        int at = head * e + i;
        double a = heads[at];
        double b = heads[at + e / 2];
        double cos = scale * Math.cos(position * frequencies[i]);
        double sin = scale * Math.sin(position * frequencies[i]);
        heads[at] = a * cos - b * sin;
        heads[at + e / 2] = b * cos + a * sin;
      }
    }
  }

  private double[] normHeads(double[] heads, double[] w) {
    double[] normed = new double[heads.length];
    for (int at = 0; at < heads.length; at += w.length) {
      System.arraycopy(norm(heads, at, w.length, w), 0, normed, at, w.length);
    }
    return normed;
  }

  private double[] norm(double[] x, int at, int size, double[] w) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += x[at + i] * x[at + i];
    }
    double[] normed = new double[size];
    for (int i = 0; i < size; i++) {
      normed[i] = x[at + i] / Math.sqrt(sum / size + c.rmsNormEpsilon()) * w[i];
    }
    return normed;
  }

  /** x W^T + b, and the adapter's (x A^T) B^T times its scaling. */
  private double[] linear(String name, double[] x) {
    double[] y = product(weight(name + ".weight"), x);
    double @Nullable [] bias = weights.get(name + ".bias");
    if (bias != null) {
      add(y, bias);
    }
    String adapter = "base_model.model." + name;
    double @Nullable [] a = weights.get(adapter + ".lora_A.weight");
    if (a != null) {
      double[] change = product(weight(adapter + ".lora_B.weight"), product(a, x));
      for (int i = 0; i < y.length; i++) {
        y[i] += scaling * change[i];
      }
    }
    return y;
  }

  private static double[] product(double[] w, double[] x) {
    double[] y = new double[w.length / x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        y[i] += w[i * x.length + j] * x[j];
      }
    }
    return y;
  }

  private static void add(double[] to, double[] what) {
    for (int i = 0; i < to.length; i++) {
      to[i] += what[i];
    }
  }

  private double[] weight(String name) {
    double @Nullable [] found = weights.get(name);
    if (found == null) {
      throw new IllegalArgumentException("There is no weight " + name + ".");
    }
    return found;
  }
}
