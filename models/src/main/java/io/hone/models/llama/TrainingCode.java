package io.hone.models.llama;

import io.hone.models.file.ModelConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forward and backward pass as TorchScript text. The backward pass is written out instead of left
 * to autograd: gradients of weights are added where they belong inside the matrix product, what is
 * cheap is computed again, buffers are used again in place, and a layer's activations may be
 * dropped and computed again (activation checkpointing, arXiv 1604.06174).
 *
 * <p>Shapes: B sequences of T tokens, padded on the right; N = B T; R rows whose next token is
 * scored. Causal attention lets no padding reach a token, so no mask is needed; rows leave padding
 * and prompts out.
 *
 * <p>Lines that end in {@code #if x} are there only for models or runs with {@code x}, those in
 * {@code #if !x} only without.
 */
final class TrainingCode {
  /** Layers keep nothing: the forward pass gives log-probabilities only. */
  static final long KEEP_NOTHING = 0;

  /** Layers keep their inputs and are computed again on the way back. */
  static final long KEEP_INPUTS = 1;

  /** Layers keep what their derivatives need. */
  static final long KEEP_ALL = 2;

  private static final String TEXT =
      """
      def factor(self, x: Tensor) -> Tensor:
        return torch.rsqrt_(torch.add_(torch.div_(torch.square_(torch.linalg_vector_norm(x, 2, [-1], True)), torch.size(x, -1)), EPSILON))
      def norm(self, x: Tensor, f: Tensor, w: Tensor) -> Tensor:
        return torch.mul_(torch.mul(x, f), w)
      def norm_back(self, dy: Tensor, x: Tensor, f: Tensor, w: Tensor, gw: Tensor) -> Tensor:
        y = torch.mul(x, f)
        t = torch.mul(dy, y)
        torch.add_(gw, torch.sum(torch.reshape(t, [-1, torch.size(w, 0)]), [0])) #if full
        m = torch.div_(torch.unsqueeze(torch.matmul(t, w), -1), torch.size(w, 0))
        return torch.addcmul_(torch.mul_(dy, w), y, m, value=-1)
      def rotate(self, x: Tensor, c: Tensor, s: Tensor, sign: int) -> Tensor:
        return torch.addcmul_(torch.mul(x, c), torch.roll(x, [HALF], [3]), s, value=sign)
      def adapt(self, y: Tensor, x: Tensor, a: Tensor, b: Tensor, at: int, n: int) -> Tensor: #if lora
        return torch.addmm_(torch.narrow(y, 1, at, n), torch.linear(x, a), torch.t(b), beta=1, alpha=ALPHA) #if lora
      def adapt_back(self, dx: Tensor, dy: Tensor, x: Tensor, a: Tensor, b: Tensor, ga: Tensor, gb: Tensor, at: int, n: int) -> Tensor: #if lora
        d = torch.narrow(dy, 1, at, n) #if lora
        torch.addmm_(gb, torch.t(d), torch.linear(x, a), beta=1, alpha=ALPHA) #if lora
        t = torch.mul_(torch.mm(d, b), ALPHA) #if lora
        torch.addmm_(ga, torch.t(t), x, beta=1, alpha=1) #if lora
        return torch.addmm_(dx, t, a, beta=1, alpha=1) #if lora
      def heads(self, t: Tensor, v: Tensor, B: int, T: int) -> Tuple[Tensor, Tensor, Tensor]:
        q = torch.transpose(torch.narrow(t, 2, 0, H), 1, 2)
        k = torch.narrow(t, 2, H, G)
        k = torch.reshape(torch.expand(torch.unsqueeze(k, 3), [B, T, G, REP, E]), [B, T, H, E]) #if grouped
        v = torch.reshape(torch.expand(torch.unsqueeze(v, 3), [B, T, G, REP, E]), [B, T, H, E]) #if grouped
        return (q, torch.transpose(k, 1, 2), torch.transpose(v, 1, 2))
      def scores(self, q: Tensor, k: Tensor, T: int) -> Tensor: #if !cpu
        mask = torch.triu(torch.full([T, T], -1.0e+30, dtype=6, layout=None, device=ops.prim.device(q), pin_memory=None), 1) #if !cpu
        return torch.add_(torch.mul_(torch.matmul(q, torch.transpose(k, 2, 3)), SCALE), mask) #if !cpu
      def attend(self, q: Tensor, k: Tensor, v: Tensor, T: int) -> Tuple[Tensor, Tensor]:
        o, z = torch._scaled_dot_product_flash_attention_for_cpu(q, k, v, 0., True, attn_mask=None, scale=SCALE) #if cpu
        a = self.scores(q, k, T) #if !cpu
        z = torch.logsumexp(a, [-1], True) #if !cpu
        o = torch.matmul(torch.exp_(torch.sub_(a, z)), v) #if !cpu
        return (o, z)
      def attend_back(self, d: Tensor, q: Tensor, k: Tensor, v: Tensor, o: Tensor, z: Tensor, T: int) -> Tuple[Tensor, Tensor, Tensor]:
        dq, dk, dv = torch._scaled_dot_product_flash_attention_for_cpu_backward(d, q, k, v, o, z, 0., True, attn_mask=None, scale=SCALE) #if cpu
        p = torch.exp_(torch.sub_(self.scores(q, k, T), z)) #if !cpu
        dv = torch.matmul(torch.transpose(p, 2, 3), d) #if !cpu
        e = torch.sub_(torch.matmul(d, torch.transpose(v, 2, 3)), torch.sum(torch.mul(d, o), [-1], True)) #if !cpu
        e = torch.mul_(torch.mul_(e, p), SCALE) #if !cpu
        dq = torch.matmul(e, k) #if !cpu
        dk = torch.matmul(torch.transpose(e, 2, 3), q) #if !cpu
        return (dq, dk, dv)
      def layer(self, x: Tensor, b: int, j: int, W: List[Tensor], A: List[Tensor], c: Tensor, s: Tensor, B: int, T: int, adapted: bool) -> List[Tensor]:
        f1 = self.factor(x)
        h = self.norm(x, f1, W[b + INPUT_NORM])
        qkv = torch.linear(h, W[b + QKV]) #if !qkvBias
        qkv = torch.linear(h, W[b + QKV], W[b + QKV_BIAS]) #if qkvBias
        if adapted: #if lora
          torch.dim(x) #if lora
          self.adapt(qkv, h, A[j + AT_Q], A[j + AT_Q + 1], 0, H * E) #if q_proj
          self.adapt(qkv, h, A[j + AT_K], A[j + AT_K + 1], H * E, G * E) #if k_proj
          self.adapt(qkv, h, A[j + AT_V], A[j + AT_V + 1], QK * E, G * E) #if v_proj
        view = torch.view(qkv, [B, T, ALL, E])
        t = torch.narrow(view, 2, 0, QK)
        f3 = f1
        f3 = self.factor(t) #if queryKeyNorm
        t = torch.cat([self.norm(torch.narrow(t, 2, 0, H), torch.narrow(f3, 2, 0, H), W[b + QUERY_NORM]), self.norm(torch.narrow(t, 2, H, G), torch.narrow(f3, 2, H, G), W[b + KEY_NORM])], 2) #if queryKeyNorm
        t = self.rotate(t, c, s, 1)
        q, k, v = self.heads(t, torch.narrow(view, 2, QK, G), B, T)
        o, z = self.attend(q, k, v, T)
        u = torch.reshape(torch.transpose(o, 1, 2), [B * T, HE])
        y = torch.addmm(x, u, torch.t(W[b + OUTPUT]), beta=1, alpha=1)
        torch.add_(y, W[b + OUTPUT_BIAS]) #if outputBias
        if adapted: #if lora
          torch.dim(x) #if lora
          self.adapt(y, u, A[j + AT_O], A[j + AT_O + 1], 0, D) #if o_proj
        f2 = self.factor(y)
        h = self.norm(y, f2, W[b + MLP_NORM])
        gu = torch.linear(h, W[b + GATE_UP]) #if !mlpBias
        gu = torch.linear(h, W[b + GATE_UP], W[b + GATE_UP_BIAS]) #if mlpBias
        if adapted: #if lora
          torch.dim(x) #if lora
          self.adapt(gu, h, A[j + AT_GATE], A[j + AT_GATE + 1], 0, F) #if gate_proj
          self.adapt(gu, h, A[j + AT_UP], A[j + AT_UP + 1], F, F) #if up_proj
        a = torch.mul_(torch.silu(torch.narrow(gu, 1, 0, F)), torch.narrow(gu, 1, F, F))
        w = torch.addmm(y, a, torch.t(W[b + DOWN]), beta=1, alpha=1)
        torch.add_(w, W[b + DOWN_BIAS]) #if mlpBias
        if adapted: #if lora
          torch.dim(x) #if lora
          self.adapt(w, a, A[j + AT_DOWN], A[j + AT_DOWN + 1], 0, D) #if down_proj
        return [w, x, f1, qkv, f3, t, o, z, y, f2, gu]
      def layer_back(self, d: Tensor, S: List[Tensor], i: int, b: int, j: int, W: List[Tensor], A: List[Tensor], GW: List[Tensor], GA: List[Tensor], c: Tensor, s: Tensor, B: int, T: int) -> Tensor:
        x = S[i]
        f1 = S[i + 1]
        view = torch.view(S[i + 2], [B, T, ALL, E])
        f3 = S[i + 3]
        t = S[i + 4]
        o = S[i + 5]
        z = S[i + 6]
        y = S[i + 7]
        f2 = S[i + 8]
        gu = S[i + 9]
        gate = torch.narrow(gu, 1, 0, F)
        up = torch.narrow(gu, 1, F, F)
        a = torch.silu(gate)
        da = torch.mm(d, W[b + DOWN])
        self.adapt_back(da, d, torch.mul(a, up), A[j + AT_DOWN], A[j + AT_DOWN + 1], GA[j + AT_DOWN], GA[j + AT_DOWN + 1], 0, D) #if down_proj
        dgu = torch.empty_like(gu)
        torch.mul(da, a, out=torch.narrow(dgu, 1, F, F))
        torch.silu_backward(torch.mul_(da, up), gate, grad_input=torch.narrow(dgu, 1, 0, F))
        torch.addmm_(GW[b + DOWN], torch.t(d), torch.mul_(a, up), beta=1, alpha=1) #if full
        torch.add_(GW[b + DOWN_BIAS], torch.sum(d, [0])) #if fullMlpBias
        dh = torch.mm(dgu, W[b + GATE_UP])
        h = self.norm(y, f2, W[b + MLP_NORM])
        torch.addmm_(GW[b + GATE_UP], torch.t(dgu), h, beta=1, alpha=1) #if full
        torch.add_(GW[b + GATE_UP_BIAS], torch.sum(dgu, [0])) #if fullMlpBias
        self.adapt_back(dh, dgu, h, A[j + AT_GATE], A[j + AT_GATE + 1], GA[j + AT_GATE], GA[j + AT_GATE + 1], 0, F) #if gate_proj
        self.adapt_back(dh, dgu, h, A[j + AT_UP], A[j + AT_UP + 1], GA[j + AT_UP], GA[j + AT_UP + 1], F, F) #if up_proj
        torch.addcmul_(d, self.norm_back(dh, y, f2, W[b + MLP_NORM], GW[NORM_GRADIENT + MLP_NORM]), f2)
        u = torch.reshape(torch.transpose(o, 1, 2), [B * T, HE])
        du = torch.mm(d, W[b + OUTPUT])
        torch.addmm_(GW[b + OUTPUT], torch.t(d), u, beta=1, alpha=1) #if full
        torch.add_(GW[b + OUTPUT_BIAS], torch.sum(d, [0])) #if fullOutputBias
        self.adapt_back(du, d, u, A[j + AT_O], A[j + AT_O + 1], GA[j + AT_O], GA[j + AT_O + 1], 0, D) #if o_proj
        q, k, v = self.heads(t, torch.narrow(view, 2, QK, G), B, T)
        dq, dk, dv = self.attend_back(torch.transpose(torch.view(du, [B, T, H, E]), 1, 2), q, k, v, o, z, T)
        dqkv = torch.empty_like(view)
        dq = torch.transpose(dq, 1, 2)
        dk = torch.transpose(dk, 1, 2)
        dv = torch.transpose(dv, 1, 2)
        dk = torch.sum(torch.reshape(dk, [B, T, G, REP, E]), [3]) #if grouped
        dv = torch.sum(torch.reshape(dv, [B, T, G, REP, E]), [3]) #if grouped
        torch.copy_(torch.narrow(dqkv, 2, QK, G), dv)
        dt = self.rotate(torch.cat([dq, dk], 2), c, s, -1)
        rq = torch.narrow(view, 2, 0, H) #if queryKeyNorm
        rk = torch.narrow(view, 2, H, G) #if queryKeyNorm
        fq = torch.narrow(f3, 2, 0, H) #if queryKeyNorm
        fk = torch.narrow(f3, 2, H, G) #if queryKeyNorm
        dq = self.norm_back(torch.contiguous(torch.narrow(dt, 2, 0, H)), rq, fq, W[b + QUERY_NORM], GW[NORM_GRADIENT + QUERY_NORM]) #if queryKeyNorm
        dk = self.norm_back(torch.contiguous(torch.narrow(dt, 2, H, G)), rk, fk, W[b + KEY_NORM], GW[NORM_GRADIENT + KEY_NORM]) #if queryKeyNorm
        dt = torch.cat([torch.mul_(dq, fq), torch.mul_(dk, fk)], 2) #if queryKeyNorm
        torch.copy_(torch.narrow(dqkv, 2, 0, QK), dt)
        p = torch.view(dqkv, [B * T, ALL * E])
        dh = torch.mm(p, W[b + QKV])
        h = self.norm(x, f1, W[b + INPUT_NORM])
        torch.addmm_(GW[b + QKV], torch.t(p), h, beta=1, alpha=1) #if full
        torch.add_(GW[b + QKV_BIAS], torch.sum(p, [0])) #if fullQkvBias
        self.adapt_back(dh, p, h, A[j + AT_Q], A[j + AT_Q + 1], GA[j + AT_Q], GA[j + AT_Q + 1], 0, H * E) #if q_proj
        self.adapt_back(dh, p, h, A[j + AT_K], A[j + AT_K + 1], GA[j + AT_K], GA[j + AT_K + 1], H * E, G * E) #if k_proj
        self.adapt_back(dh, p, h, A[j + AT_V], A[j + AT_V + 1], GA[j + AT_V], GA[j + AT_V + 1], QK * E, G * E) #if v_proj
        return torch.addcmul_(d, self.norm_back(dh, x, f1, W[b + INPUT_NORM], GW[NORM_GRADIENT + INPUT_NORM]), f1)
      def tables(self, cs: Tensor, sn: Tensor, T: int) -> Tuple[Tensor, Tensor]:
        return (torch.view(torch.narrow(cs, 0, 0, T), [1, T, 1, E]), torch.view(torch.narrow(sn, 0, 0, T), [1, T, 1, E]))
      def scored(self, h: Tensor, at: int, n: int, W: List[Tensor]) -> Tensor:
        return torch.log_softmax(torch.linear(torch.narrow(h, 0, at, n), W[HEAD]), -1)
      def forward(self, ids: Tensor, rows: Tensor, targets: Tensor, W: List[Tensor], A: List[Tensor], cs: Tensor, sn: Tensor, adapted: bool, keep: int, keep_scores: bool, chunk: int) -> List[Tensor]:
        B = torch.size(ids, 0)
        T = torch.size(ids, 1)
        c, s = self.tables(cs, sn, T)
        x = torch.embedding(W[0], torch.view(ids, [-1]))
        kept = annotate(List[Tensor], [])
        l = 0
        while l < LAYERS:
          S = self.layer(x, 1 + l * STRIDE, l * ADAPTED, W, A, c, s, B, T, adapted)
          x = S[0]
          if keep == 2:
            i = 1
            while i < 11:
              torch.append(kept, S[i])
              i = i + 1
          if keep == 1:
            torch.append(kept, S[1])
          l = l + 1
        x = torch.index_select(x, 0, rows)
        h = self.norm(x, self.factor(x), W[LAST_NORM])
        if keep > 0:
          torch.append(kept, x)
        scores = annotate(List[Tensor], [])
        at = 0
        while at < torch.size(rows, 0):
          n = ops.prim.min(chunk, torch.size(rows, 0) - at)
          p = self.scored(h, at, n, W)
          torch.append(scores, torch.squeeze(torch.gather(p, 1, torch.unsqueeze(torch.narrow(targets, 0, at, n), 1)), 1))
          if keep_scores:
            torch.append(kept, p)
          at = at + n
        result = annotate(List[Tensor], [])
        torch.append(result, torch.cat(scores, 0))
        i = 0
        while i < torch.len(kept):
          torch.append(result, kept[i])
          i = i + 1
        return result
      def backward(self, ids: Tensor, rows: Tensor, targets: Tensor, slopes: Tensor, kept: List[Tensor], W: List[Tensor], A: List[Tensor], GW: List[Tensor], GA: List[Tensor], cs: Tensor, sn: Tensor, keep: int, keep_scores: bool, chunk: int) -> Tensor:
        B = torch.size(ids, 0)
        T = torch.size(ids, 1)
        c, s = self.tables(cs, sn, T)
        per = 1
        if keep == 2:
          per = 10
        x = kept[LAYERS * per]
        f = self.factor(x)
        h = self.norm(x, f, W[LAST_NORM])
        dh = torch.empty_like(h)
        at = 0
        i = 0
        while at < torch.size(rows, 0):
          n = ops.prim.min(chunk, torch.size(rows, 0) - at)
          if keep_scores:
            p = kept[LAYERS * per + 1 + i]
          else:
            p = self.scored(h, at, n, W)
          slope = torch.unsqueeze(torch.narrow(slopes, 0, at, n), 1)
          p = torch.mul_(torch.exp_(p), torch.neg(slope))
          torch.scatter_add_(p, 1, torch.unsqueeze(torch.narrow(targets, 0, at, n), 1), slope)
          torch.mm(p, W[HEAD], out=torch.narrow(dh, 0, at, n))
          torch.addmm_(GW[HEAD], torch.t(p), torch.narrow(h, 0, at, n), beta=1, alpha=1) #if full
          at = at + n
          i = i + 1
        dh = torch.mul_(self.norm_back(dh, x, f, W[LAST_NORM], GW[LAST_NORM_GRADIENT]), f)
        d = torch.zeros([B * T, D], dtype=6, layout=None, device=ops.prim.device(dh), pin_memory=None)
        torch.index_copy_(d, 0, rows, dh)
        l = LAYERS - 1
        while l >= 0:
          S = kept
          i = l * per
          if keep == 1:
            S = self.layer(kept[l], 1 + l * STRIDE, l * ADAPTED, W, A, c, s, B, T, LORA)
            i = 1
          d = self.layer_back(d, S, i, 1 + l * STRIDE, l * ADAPTED, W, A, GW, GA, c, s, B, T)
          l = l - 1
        torch.index_add_(GW[0], 0, torch.view(ids, [-1]), d) #if full
        return d
      """;

  private TrainingCode() {}

  /**
   * The text of two methods:
   *
   * <ul>
   *   <li>{@code forward(ids, rows, targets, W, A, cos, sin, adapted, keep, keep_scores, chunk)}:
   *       ids (B, T), rows and targets (R) int64; gives log-probabilities (R) of the targets and
   *       what is kept for the way back. The head works on {@code chunk} rows at a time.
   *   <li>{@code backward(ids, rows, targets, slopes, kept, W, A, GW, GA, cos, sin, keep,
   *       keep_scores, chunk)}: slopes (R), the loss's derivatives with respect to the
   *       log-probabilities; adds to the gradients GW (full fine-tuning) or GA (adapters) and
   *       writes over what was kept.
   * </ul>
   *
   * @param cpu whether attention uses torch's fused kernel for CPU; else plain matrix products
   * @param adapted adapted projections in order, none for full fine-tuning
   * @param scaling what an adapter's product is multiplied by
   */
  static String of(LlamaLayout layout, boolean cpu, List<String> adapted, double scaling) {
    ModelConfig c = layout.config();
    LlamaLayout.Offsets o = layout.offsets();
    boolean full = adapted.isEmpty();
    Set<String> features = new HashSet<>(adapted);
    feature(features, "full", full);
    feature(features, "lora", !full);
    feature(features, "cpu", cpu);
    feature(features, "grouped", c.keyValueHeads() < c.heads());
    feature(features, "qkvBias", o.qkvBias() >= 0);
    feature(features, "outputBias", o.outputBias() >= 0);
    feature(features, "mlpBias", o.gateUpBias() >= 0);
    feature(features, "fullQkvBias", full && o.qkvBias() >= 0);
    feature(features, "fullOutputBias", full && o.outputBias() >= 0);
    feature(features, "fullMlpBias", full && o.gateUpBias() >= 0);
    feature(features, "queryKeyNorm", o.queryNorm() >= 0);
    StringBuilder text = new StringBuilder();
    for (String line : TEXT.split("\n")) {
      int at = line.indexOf(" #if ");
      if (at < 0 || holds(features, line.substring(at + 5))) {
        text.append(at < 0 ? line : line.substring(0, at)).append('\n');
      }
    }
    return replace(text.toString(), words(layout, adapted, scaling));
  }

  private static void feature(Set<String> features, String name, boolean there) {
    if (there) {
      features.add(name);
    }
  }

  private static boolean holds(Set<String> features, String condition) {
    return condition.startsWith("!")
        ? !features.contains(condition.substring(1))
        : features.contains(condition);
  }

  private static Map<String, String> words(
      LlamaLayout layout, List<String> adapted, double scaling) {
    ModelConfig c = layout.config();
    LlamaLayout.Offsets o = layout.offsets();
    boolean full = adapted.isEmpty();
    Map<String, String> words = new HashMap<>();
    words.put("EPSILON", Double.toString(c.rmsNormEpsilon()));
    words.put("SCALE", Double.toString(1 / Math.sqrt(c.headSize())));
    words.put("ALPHA", Double.toString(scaling));
    words.put("HALF", Integer.toString(c.headSize() / 2));
    words.put("H", Integer.toString(c.heads()));
    words.put("G", Integer.toString(c.keyValueHeads()));
    words.put("QK", Integer.toString(c.heads() + c.keyValueHeads()));
    words.put("ALL", Integer.toString(c.heads() + 2 * c.keyValueHeads()));
    words.put("REP", Integer.toString(c.heads() / c.keyValueHeads()));
    words.put("E", Integer.toString(c.headSize()));
    words.put("HE", Integer.toString(c.heads() * c.headSize()));
    words.put("D", Integer.toString(c.hiddenSize()));
    words.put("F", Integer.toString(c.intermediateSize()));
    words.put("LAYERS", Integer.toString(c.layers()));
    words.put("STRIDE", Integer.toString(layout.perLayer()));
    words.put("ADAPTED", Integer.toString(2 * adapted.size()));
    words.put("LORA", full ? "False" : "True");
    words.put("HEAD", Integer.toString(layout.head()));
    words.put("LAST_NORM", Integer.toString(layout.lastNorm()));
    // Frozen norms collect no gradient: any list element will do, none is written to.
    words.put("NORM_GRADIENT", full ? "b" : "0 * b");
    words.put("LAST_NORM_GRADIENT", full ? Integer.toString(layout.lastNorm()) : "0");
    words.put("INPUT_NORM", Integer.toString(o.inputNorm()));
    words.put("QKV", Integer.toString(o.qkv()));
    words.put("QKV_BIAS", Integer.toString(o.qkvBias()));
    words.put("QUERY_NORM", Integer.toString(o.queryNorm()));
    words.put("KEY_NORM", Integer.toString(o.keyNorm()));
    words.put("OUTPUT", Integer.toString(o.output()));
    words.put("OUTPUT_BIAS", Integer.toString(o.outputBias()));
    words.put("MLP_NORM", Integer.toString(o.mlpNorm()));
    words.put("GATE_UP", Integer.toString(o.gateUp()));
    words.put("GATE_UP_BIAS", Integer.toString(o.gateUpBias()));
    words.put("DOWN", Integer.toString(o.down()));
    words.put("DOWN_BIAS", Integer.toString(o.downBias()));
    for (int i = 0; i < adapted.size(); i++) {
      String name = adapted.get(i);
      String word = name.substring(0, name.length() - "_proj".length());
      words.put("AT_" + word.toUpperCase(java.util.Locale.ROOT), Integer.toString(2 * i));
    }
    return words;
  }

  private static String replace(String text, Map<String, String> words) {
    return java.util.regex.Pattern.compile("\\b[A-Z][A-Z_]*\\b")
        .matcher(text)
        .replaceAll(match -> words.getOrDefault(match.group(), match.group()));
  }
}
