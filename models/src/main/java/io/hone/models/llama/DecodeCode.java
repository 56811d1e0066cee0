package io.hone.models.llama;

import io.hone.models.file.ModelConfig;
import io.hone.models.torch.Precision;

/**
 * The decoder's step as TorchScript text: one forward pass over the tokens of many sequences, each
 * at its own place, in one call.
 *
 * <p>The linear maps run over all N tokens at once. Attention runs per segment, and a segment is
 * either the next token of C neighbouring rows of a cache (kind 0), or C tokens of one row (kind 1,
 * prefill). A cache is one tensor (L, 2, rows, G, S, E), see {@link CacheLayout}. Adapters act on
 * ranges of tokens, so that several versions share the base's products.
 */
public final class DecodeCode {
  /** Integers per segment: kind, tokens, cache, first row, keys that attention sees. */
  public static final int SEGMENT = 5;

  /** Kind of a segment of rows that each take one token. */
  public static final int NEXT = 0;

  /** Kind of a segment of one row that takes several. */
  public static final int PREFILL = 1;

  /** Integers per adapter range: first token, tokens, adapter. */
  public static final int RANGE = 3;

  private final ModelConfig c;
  private final LlamaLayout layout;
  private final boolean cast;

  private DecodeCode(LlamaLayout layout, Precision precision) {
    this.c = layout.config();
    this.layout = layout;
    this.cast = precision != Precision.F32;
  }

  /**
   * The text of these methods:
   *
   * <ul>
   *   <li>{@code step(tokens, segments, ranges, caches, W, A, cos, sin)}: tokens (4, N) int64, ids
   *       above positions above, for tokens of kind 0, {@link CacheLayout}'s place and stride;
   *       gives logits (R, V) in f32, a row for each token of the segments of kind 0, which come
   *       first, in their order.
   *   <li>{@code draw(logits, settings, most, scores)}: settings (R, 4) f64, of each row the
   *       temperature (0 is greedy), top-k (0 is off), top-p (1 is off) and a uniform number in [0,
   *       1); gives ids (R) int64, -1 for a row whose logits are not numbers, and if asked for
   *       their log-probabilities under the uncut model (R). {@code most} bounds how many tokens
   *       are sorted (all if those do not reach a row's top-p), at least the largest top-k; 0 sorts
   *       none, for rows that cut nothing.
   *   <li>{@code next(tokens, settings, most, scores, segments, ...)}: both in one call.
   *   <li>{@code copy_rows}, {@code clear_rows} on caches.
   * </ul>
   */
  public static String of(LlamaLayout layout, Precision precision) {
    DecodeCode code = new DecodeCode(layout, precision);
    return rms(precision) + CacheLayout.METHODS + code.step() + DRAW;
  }

  /**
   * Root mean square norm: x / sqrt(mean(x^2) + eps) * w, in f32 whatever the weights are; {@code
   * eps} is a tensor of one.
   */
  private static String rms(Precision precision) {
    String norm =
        """
          d = torch.linalg_vector_norm(f, 2, [-1], True, dtype=None)
          d = torch.rsqrt_(torch.addcmul(eps, d, d, value=torch.div(1, torch.size(f, -1))))
        """;
    return precision == Precision.F32
        ? """
          def rms(self, f: Tensor, w: Tensor, eps: Tensor) -> Tensor:
          """
            + norm
            + """
                return torch.mul_(torch.mul(f, d), w)
              """
        : """
          def rms(self, x: Tensor, w: Tensor, eps: Tensor) -> Tensor:
            f = torch.to(x, 6)
          """
            + norm
            + """
                return torch.mul(torch.to(torch.mul(f, d), 15), w)
              """;
  }

  private String step() {
    LlamaLayout.Offsets o = layout.offsets();
    int q = c.heads() * c.headSize();
    StringBuilder s = new StringBuilder(NEXT_TOKENS).append(BEGIN);
    s.append("  l = 0\n  while l < ").append(c.layers()).append(":\n");
    s.append("    b = 1 + l * ").append(layout.perLayer()).append('\n');
    line(s, "hs = self.rms(x, W[b + " + o.inputNorm() + "], eps)");
    linear(s, "qkv", "hs", o.qkv(), o.qkvBias(), 0);
    line(s, "qkv = torch.view(qkv, [n, ALL, E])");
    line(s, "v = torch.narrow(qkv, 1, QK, G)");
    if (o.queryNorm() >= 0) {
      line(
          s,
          "r = torch.cat([self.rms(torch.narrow(qkv, 1, 0, H), W[b + "
              + o.queryNorm()
              + "], eps), self.rms(torch.narrow(qkv, 1, H, G), W[b + "
              + o.keyNorm()
              + "], eps)], 1)");
    } else {
      line(s, "r = torch.narrow(qkv, 1, 0, QK)");
    }
    // Rotary embedding in half-rotation form: the table of sines carries the sign.
    line(s, "r = torch.addcmul(torch.mul(r, c), torch.roll(r, [HALF], [2]), s)");
    s.append(ATTEND);
    linear(s, "y", "o", o.output(), o.outputBias(), 1);
    line(s, "x = torch.add(x, y)");
    line(s, "hs = self.rms(x, W[b + " + o.mlpNorm() + "], eps)");
    linear(s, "gu", "hs", o.gateUp(), o.gateUpBias(), 2);
    line(s, "act = torch.mul_(torch.silu(torch.narrow(gu, 1, 0, F)), torch.narrow(gu, 1, F, F))");
    linear(s, "y", "act", o.down(), o.downBias(), 3);
    line(s, "x = torch.add_(x, y)");
    line(s, "l = l + 1");
    s.append("  x = self.rms(torch.narrow(x, 0, 0, rows), W[").append(layout.lastNorm());
    s.append("], eps)\n  return torch.to(torch.linear(x, W[")
        .append(layout.head())
        .append("]), 6)\n");
    int kv = c.keyValueHeads();
    return s.toString()
        .replace("EPS", Double.toString(c.rmsNormEpsilon()))
        .replace("FEW", Integer.toString(CacheLayout.FEW))
        .replace("ALL", Integer.toString(c.heads() + 2 * kv))
        .replace("QK", Integer.toString(c.heads() + kv))
        .replace("HALF", Integer.toString(c.headSize() / 2))
        .replace("SCALE", Double.toString(1 / Math.sqrt(c.headSize())))
        .replace("PER", Integer.toString(c.layers() * LlamaLayout.ADAPTED * 2))
        .replace("DTYPE", cast ? "15" : "6")
        .replace("REP", Integer.toString(c.heads() / kv))
        .replace("HE", Integer.toString(q))
        .replaceAll("\\bG\\b", Integer.toString(kv))
        .replaceAll("\\bH\\b", Integer.toString(c.heads()))
        .replaceAll("\\bE\\b", Integer.toString(c.headSize()))
        .replaceAll("\\bF\\b", Integer.toString(c.intermediateSize()));
  }

  private static void line(StringBuilder s, String text) {
    s.append("    ").append(text).append('\n');
  }

  private static void linear(StringBuilder s, String y, String x, int w, int bias, int adapted) {
    String with = bias < 0 ? "" : ", W[b + " + bias + "]";
    line(s, y + " = torch.linear(" + x + ", W[b + " + w + "]" + with + ")");
    line(s, "if adapters:");
    line(
        s,
        "  "
            + y
            + " = self.lora("
            + y
            + ", "
            + x
            + ", A, ranges, l * "
            + LlamaLayout.ADAPTED * 2
            + " + "
            + adapted * 2
            + ")");
  }

  /**
   * Attention of the next tokens of a cache's first rows, after their keys and values are in it:
   * piece by piece, in the layout's pieces.
   */
  private static final String NEXT_TOKENS =
      """
      def places(self, tokens: Tensor) -> Tensor:
        place = torch.unsqueeze(torch.select(tokens, 0, 2), 1)
        stride = torch.unsqueeze(torch.select(tokens, 0, 3), 1)
        groups = torch.arange(G, dtype=4, layout=None, device=ops.prim.device(tokens), pin_memory=None)
        return torch.add(place, torch.mul(stride, torch.unsqueeze(groups, 0)))
      def few_tokens(self, q: Tensor, k: Tensor, v: Tensor, cache: Tensor, places: Tensor, mask: Tensor, keys: int) -> Tensor:
        m = torch.size(q, 0)
        ks = torch.narrow(torch.select(cache, 0, 0), 0, 0, m)
        vs = torch.narrow(torch.select(cache, 0, 1), 0, 0, m)
        ks = torch.narrow(torch.scatter_(ks, 2, places, torch.unsqueeze(k, 2)), 2, 0, keys)
        vs = torch.narrow(torch.scatter_(vs, 2, places, torch.unsqueeze(v, 2)), 2, 0, keys)
        a = torch.scaled_dot_product_attention(torch.reshape(q, [m, G, REP, E]), ks, vs, mask, 0., False, scale=None, enable_gqa=False)
        return torch.reshape(a, [m, HE])
      def next_tokens(self, q: Tensor, k: Tensor, v: Tensor, cache: Tensor, places: Tensor, mask: Tensor, keys: int) -> Tensor:
        rows = torch.size(cache, 1)
        long = torch.size(cache, 3)
        used = torch.size(q, 0) * G
        ks = torch.view(torch.select(cache, 0, 0), [-1, E])
        vs = torch.view(torch.select(cache, 0, 1), [-1, E])
        ks = torch.index_put_(ks, annotate(List[Optional[Tensor]], [places]), k)
        vs = torch.index_put_(vs, annotate(List[Optional[Tensor]], [places]), v)
        q = torch.reshape(q, [used, REP, E])
        scores = annotate(List[Tensor], [])
        start = 0
        size = self.first(rows, long)
        while start < keys:
          n = ops.prim.min(size, keys - start)
          part = torch.narrow(torch.narrow(torch.view(torch.narrow(ks, 0, rows * G * start, rows * G * size), [rows * G, size, E]), 0, 0, used), 1, 0, n)
          scores = torch.append(scores, torch.baddbmm(torch.narrow(mask, 2, start, n), q, torch.transpose(part, 1, 2), beta=1, alpha=SCALE))
          start = start + size
          size = ops.prim.min(start, long - start)
        a = scores[0]
        if torch.len(scores) > 1:
          a = torch.cat(scores, 2)
        a = torch.softmax(a, -1)
        o = q
        start = 0
        size = self.first(rows, long)
        while start < keys:
          n = ops.prim.min(size, keys - start)
          part = torch.narrow(torch.narrow(torch.view(torch.narrow(vs, 0, rows * G * start, rows * G * size), [rows * G, size, E]), 0, 0, used), 1, 0, n)
          if start == 0:
            o = torch.bmm(torch.narrow(a, 2, 0, n), part)
          else:
            o = torch.baddbmm(o, torch.narrow(a, 2, start, n), part, beta=1, alpha=1)
          start = start + size
          size = ops.prim.min(start, long - start)
        return torch.view(o, [-1, HE])
      """;

  private static final String BEGIN =
      """
      def lora(self, y: Tensor, x: Tensor, A: List[Tensor], ranges: List[int], j: int) -> Tensor:
        r = 0
        while r < torch.len(ranges):
          b = ranges[r + 2] * PER + j
          torch.add_(torch.narrow(y, 0, ranges[r], ranges[r + 1]), torch.linear(torch.linear(torch.narrow(x, 0, ranges[r], ranges[r + 1]), A[b]), A[b + 1]))
          r = r + 3
        return y
      def step(self, tokens: Tensor, segments: List[int], ranges: List[int], caches: List[Tensor], W: List[Tensor], A: List[Tensor], cs: Tensor, sn: Tensor) -> Tensor:
        ids = torch.select(tokens, 0, 0)
        pos = torch.select(tokens, 0, 1)
        n = torch.size(ids, 0)
        adapters = torch.gt(torch.len(ranges), 0)
        c = torch.unsqueeze(torch.index_select(cs, 0, pos), 1)
        s = torch.unsqueeze(torch.index_select(sn, 0, pos), 1)
        x = torch.embedding(W[0], ids)
        eps = torch.full([1], EPS, dtype=6, layout=None, device=ops.prim.device(pos), pin_memory=None)
        masks = annotate(List[Tensor], [])
        places = annotate(List[Tensor], [])
        rows = 0
        t = 0
        i = 0
        while i < torch.len(segments):
          m = segments[i + 1]
          keys = segments[i + 4]
          p = torch.narrow(pos, 0, t, m)
          later = torch.gt(torch.unsqueeze(torch.arange(keys, dtype=4, layout=None, device=ops.prim.device(pos), pin_memory=None), 0), torch.unsqueeze(p, 1))
          mask = torch.mul(torch.to(later, DTYPE), -1.0e+30)
          if segments[i] == 0:
            rows = rows + m
            if torch.le(torch.size(caches[segments[i + 2]], 2), FEW):
              masks = torch.append(masks, torch.view(mask, [m, 1, 1, keys]))
              places = torch.append(places, torch.expand(torch.view(p, [m, 1, 1, 1]), [m, G, 1, E]))
            else:
              masks = torch.append(masks, torch.reshape(torch.expand(torch.view(mask, [m, 1, 1, keys]), [m, G, 1, keys]), [m * G, 1, keys]))
              places = torch.append(places, self.places(torch.narrow(tokens, 1, t, m)))
          else:
            masks = torch.append(masks, mask)
            places = torch.append(places, p)
          t = t + m
          i = i + 5
      """;

  /**
   * Writes keys and values of a layer into the caches and attends, segment by segment, into {@code
   * o}.
   */
  private static final String ATTEND =
      """
          o = x
          parts = annotate(List[Tensor], [])
          t = 0
          i = 0
          j = 0
          while i < torch.len(segments):
            m = segments[i + 1]
            row = segments[i + 3]
            keys = segments[i + 4]
            cache = torch.select(caches[segments[i + 2]], 0, l)
            part = torch.narrow(r, 0, t, m)
            qs = torch.narrow(part, 1, 0, H)
            ks = torch.narrow(part, 1, H, G)
            vs = torch.narrow(v, 0, t, m)
            if segments[i] == 0:
              if torch.le(torch.size(cache, 1), FEW):
                o = self.few_tokens(qs, ks, vs, cache, places[j], masks[j], keys)
              else:
                o = self.next_tokens(qs, ks, vs, cache, places[j], masks[j], keys)
            else:
              start = keys - m
              kc = torch.select(torch.select(cache, 0, 0), 0, row)
              vc = torch.select(torch.select(cache, 0, 1), 0, row)
              torch.copy_(torch.narrow(kc, 1, start, m), torch.transpose(ks, 0, 1))
              torch.copy_(torch.narrow(vc, 1, start, m), torch.transpose(vs, 0, 1))
              kk = torch.expand(torch.unsqueeze(torch.narrow(kc, 1, 0, keys), 1), [G, REP, keys, E])
              vv = torch.expand(torch.unsqueeze(torch.narrow(vc, 1, 0, keys), 1), [G, REP, keys, E])
              qq = torch.permute(torch.reshape(qs, [m, G, REP, E]), [1, 2, 0, 3])
              a = torch.scaled_dot_product_attention(qq, kk, vv, masks[j], 0., False, scale=None, enable_gqa=False)
              o = torch.reshape(torch.permute(a, [2, 0, 1, 3]), [m, HE])
            parts = torch.append(parts, o)
            t = t + m
            i = i + 5
            j = j + 1
          if j > 1:
            o = torch.cat(parts, 0)
      """;

  /**
   * By inverse transform of the cumulative distribution, in double precision. Rows that top-k or
   * top-p cuts are drawn apart from the others, in the order of their probabilities; the others in
   * the order of ids: which way a row is drawn depends on its own settings alone.
   */
  static final String DRAW =
      """
      def draw_cut(self, scaled: Tensor, settings: Tensor, most: int) -> Tensor:
        top_k = torch.narrow(settings, 1, 1, 1)
        top_p = torch.narrow(settings, 1, 2, 1)
        wide = most
        best, order = torch.topk(scaled, wide, -1, True, True)
        p = torch.exp(torch.to(torch.sub(best, torch.logsumexp(scaled, [-1], True)), 7))
        if most < torch.size(scaled, 1):
          if bool(torch.any(torch.logical_and(torch.le(top_k, 0), torch.lt(torch.sum(p, [-1], True), top_p)))):
            wide = torch.size(scaled, 1)
            best, order = torch.topk(scaled, wide, -1, True, True)
            p = torch.exp(torch.to(torch.sub(best, torch.logsumexp(scaled, [-1], True)), 7))
        place = torch.unsqueeze(torch.arange(wide, dtype=4, layout=None, device=ops.prim.device(scaled), pin_memory=None), 0)
        p = torch.mul(p, torch.logical_or(torch.lt(place, top_k), torch.le(top_k, 0)))
        p = torch.div(p, torch.where(torch.gt(top_k, 0), torch.sum(p, [-1], True), torch.ones_like(top_p)))
        p = torch.mul(p, torch.lt(torch.sub(torch.cumsum(p, -1), p), top_p))
        cumulative = torch.cumsum(p, -1)
        total = torch.narrow(cumulative, 1, wide - 1, 1)
        drawn = torch.sum(torch.le(cumulative, torch.mul(torch.narrow(settings, 1, 3, 1), total)), [-1], True)
        return torch.gather(order, 1, torch.clamp(drawn, 0, wide - 1))
      def draw(self, logits: Tensor, settings: Tensor, most: int, scores: bool) -> Tuple[Tensor, Tensor]:
        temperature = torch.to(torch.narrow(settings, 1, 0, 1), 6)
        u = torch.narrow(settings, 1, 3, 1)
        greedy = torch.le(temperature, 0.)
        scaled = torch.div(logits, torch.where(greedy, torch.ones_like(temperature), temperature))
        cumulative = torch.cumsum(torch.softmax(scaled, -1), -1, dtype=7)
        total = torch.narrow(cumulative, 1, torch.size(cumulative, 1) - 1, 1)
        ids = torch.sum(torch.le(cumulative, torch.mul(u, total)), [-1], True)
        if most > 0:
          cuts = torch.logical_or(torch.gt(torch.select(settings, 1, 1), 0), torch.lt(torch.select(settings, 1, 2), 1))
          cut = torch.squeeze(torch.nonzero(cuts), 1)
          ids = torch.index_copy(ids, 0, cut, self.draw_cut(torch.index_select(scaled, 0, cut), torch.index_select(settings, 0, cut), most))
        ids = torch.clamp(ids, 0, torch.size(logits, 1) - 1)
        ids = torch.where(greedy, torch.argmax(logits, -1, True), ids)
        logp = u
        if scores:
          logp = torch.to(torch.sub(torch.gather(logits, 1, ids), torch.logsumexp(logits, [-1], True)), 7)
        ids = torch.where(torch.eq(total, total), ids, torch.full_like(ids, -1))
        return (torch.squeeze(ids, 1), torch.squeeze(logp, 1))
      def next(self, tokens: Tensor, settings: Tensor, most: int, scores: bool, segments: List[int], ranges: List[int], caches: List[Tensor], W: List[Tensor], A: List[Tensor], cs: Tensor, sn: Tensor) -> Tuple[Tensor, Tensor]:
        return self.draw(self.step(tokens, segments, ranges, caches, W, A, cs, sn), settings, most, scores)
      """;
}
