package io.hone.models.llama;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.hone.models.torch.Autograd;
import io.hone.models.torch.Script;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drawing tokens against a plain implementation, by distribution. */
class DrawTest {
  private static final int V = 24;
  private static TorchRuntime runtime;
  private static Script script;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
    script = runtime.compile(DecodeCode.DRAW.substring(0, DecodeCode.DRAW.indexOf("def next")));
  }

  @AfterAll
  static void close() {
    script.close();
    runtime.close();
  }

  private static float[] logits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[V];
    for (int i = 0; i < V; i++) {
      logits[i] = (float) (random.nextDouble() * 6 - 3);
    }
    return logits;
  }

  /** Temperature, then top-k, then top-p, in double precision. */
  private static double[] expected(float[] logits, double temperature, int topK, double topP) {
    double[] p = new double[V];
    for (int i = 0; i < V; i++) {
      p[i] = Math.exp(logits[i] / temperature);
    }
    Integer[] order = IntStream.range(0, V).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> -p[i]));
    if (topK > 0) {
      for (int r = topK; r < V; r++) {
        p[order[r]] = 0;
      }
    }
    normalise(p);
    double before = 0;
    for (int r = 0; r < V; r++) {
      double mass = p[order[r]];
      if (before >= topP) {
        p[order[r]] = 0;
      }
      before += mass;
    }
    normalise(p);
    return p;
  }

  private static void normalise(double[] p) {
    double sum = Arrays.stream(p).sum();
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
  }

  private static long[] draw(float[] logits, double[][] settings, int most) {
    int rows = settings.length;
    float[] all = new float[rows * V];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(logits, 0, all, r * V, V);
    }
    double[] flat = Arrays.stream(settings).flatMapToDouble(Arrays::stream).toArray();
    try (NDManager scope = runtime.manager().newSubManager();
        Autograd off = Autograd.off()) {
      NDArray l = scope.create(all, new Shape(rows, V));
      NDArray s = scope.create(flat, new Shape(rows, 4));
      return script.call(scope, "draw", l, s, most, false)[0].toLongArray();
    }
  }

  /**
   * 200,000 draws at evenly spread numbers u: the share of each token differs from its probability
   * by no more than the spacing, which is stricter than chi-square; chi-square itself is then
   * tested with random u.
   */
  @ParameterizedTest
  @CsvSource({
    "1.0, 0, 1.0, 0", "0.5, 0, 1.0, 0", "2.0, 0, 1.0, 0", "1.0, 5, 1.0, 5", "0.7, 5, 1.0, 24",
    "1.0, 0, 0.8, 24", "1.0, 0, 0.3, 24", "1.3, 9, 0.6, 9", "1.0, 1, 1.0, 1", "1.0, 0, 0.9, 4",
  })
  void shouldDrawFromTheDistributionThatTheSettingsName(
      double temperature, int topK, double topP, int most) {
    float[] logits = logits(3);
    int n = 20_000;
    SplittableRandom random = new SplittableRandom(17);
    double[][] even = new double[n][];
    double[][] rolled = new double[n][];
    for (int i = 0; i < n; i++) {
      even[i] = new double[] {temperature, topK, topP, (i + 0.5) / n};
      rolled[i] = new double[] {temperature, topK, topP, random.nextDouble()};
    }

    long[] ids = draw(logits, even, most);
    long[] randomIds = draw(logits, rolled, most);

    double[] p = expected(logits, temperature, topK, topP);
    double chiSquare = 0;
    int freedom = -1;
    for (int t = 0; t < V; t++) {
      int token = t;
      double share = (double) Arrays.stream(ids).filter(id -> id == token).count() / n;
      assertThat(share).isCloseTo(p[t], org.assertj.core.data.Offset.offset(2.0 / n));
      long seen = Arrays.stream(randomIds).filter(id -> id == token).count();
      if (p[t] > 0) {
        chiSquare += Math.pow(seen - n * p[t], 2) / (n * p[t]);
        freedom++;
      } else {
        assertThat(seen).isZero();
      }
    }
    // Wilson-Hilferty: beyond 4.5 standard deviations is one false alarm in 300,000.
    if (freedom > 0) {
      double z =
          (Math.cbrt(chiSquare / freedom) - (1 - 2.0 / (9 * freedom)))
              / Math.sqrt(2.0 / (9 * freedom));
      assertThat(z).isLessThan(4.5);
    }
  }

  @Test
  void shouldTreatEachRowByItsOwnSettings() {
    float[] logits = logits(5);
    int best =
        IntStream.range(0, V).boxed().max(Comparator.comparingDouble(i -> logits[i])).orElseThrow();
    double[][] settings = {
      {0, 0, 1, 0.99}, {1, 0, 1, 0.999999}, {1, 1, 1, 0.999999}, {1, 0, 0.01, 0.5}, {0, 3, 0.5, 0.1}
    };

    long[] ids = draw(logits, settings, V);

    assertThat(ids[0]).isEqualTo(best);
    assertThat(ids[2]).isEqualTo(best);
    assertThat(ids[3]).isEqualTo(best);
    assertThat(ids[4]).isEqualTo(best);
    assertThat(ids[1]).isNotEqualTo(best);
  }

  @Test
  void shouldSayMinusOneWhereLogitsAreNotNumbers() {
    float[] broken = logits(7);
    broken[3] = Float.NaN;

    long[] uncut = draw(broken, new double[][] {{1, 0, 1, 0.4}, {0, 0, 1, 0.4}}, 0);
    long[] cut = draw(broken, new double[][] {{1, 4, 1, 0.4}}, 4);

    assertThat(uncut).containsExactly(-1, -1);
    assertThat(cut).containsExactly(-1);
  }
}
