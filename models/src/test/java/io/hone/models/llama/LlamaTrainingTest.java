package io.hone.models.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelFolder;
import io.hone.models.llama.LlamaTraining.Keep;
import io.hone.models.llama.LlamaTraining.Pass;
import io.hone.models.llama.LlamaTraining.Rectangle;
import io.hone.models.llama.LlamaTraining.Version;
import io.hone.models.llama.RandomModels.Kind;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-probabilities and gradients against double precision and finite differences. */
class LlamaTrainingTest {
  private static final int[][] SEQUENCES = {
    {1, 5, 9, 30, 4, 4, 7, 21, 2}, {1, 8, 3, 17, 26, 2}, {6, 11, 31, 0, 12, 2}
  };
  private static final int[] PROMPTS = {3, 1, 4};

  private static TorchRuntime runtime;
  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldScoreAsDoublePrecisionDoes(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);
    double[] expected = expected(DoubleLlama.open(path));

    try (LlamaWeights weights = weights(path);
        LlamaTraining model = LlamaTraining.full(runtime, weights)) {
      assertClose(scores(model, rectangle(0), Version.POLICY), expected, 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"LLAMA_BIASES", "QWEN_3"})
  void shouldScoreAnAdapterAndTheReferenceWithoutIt(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);
    Path adapter = RandomModels.adapter(folder.resolve("adapter"), path, 3, 0.3, 2);

    try (LlamaWeights weights = weights(path);
        LoraAdapter lora = lora(weights, adapter);
        LlamaTraining model = LlamaTraining.adapter(runtime, weights, lora, Optional.empty())) {
      double[] policy = scores(model, rectangle(0), Version.POLICY);
      double[] reference = scores(model, rectangle(0), Version.REFERENCE);

      assertClose(policy, expected(DoubleLlama.open(path, adapter)), 1e-5);
      assertClose(reference, expected(DoubleLlama.open(path)), 1e-5);
      assertThat(Math.abs(policy[0] - reference[0])).isGreaterThan(1e-2);
    }
  }

  @Test
  void shouldScoreTheAdapterThatTheReferenceHas() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_TIED, 1);
    Path old = RandomModels.adapter(folder.resolve("old"), path, 3, 0.3, 2);
    Path current = RandomModels.adapter(folder.resolve("current"), path, 3, 0.3, 3);

    try (LlamaWeights weights = weights(path);
        LoraAdapter policy = lora(weights, current);
        LoraAdapter reference = lora(weights, old);
        LlamaTraining model =
            LlamaTraining.adapter(runtime, weights, policy, Optional.of(reference))) {
      assertClose(
          scores(model, rectangle(0), Version.POLICY),
          expected(DoubleLlama.open(path, current)),
          1e-5);
      assertClose(
          scores(model, rectangle(0), Version.REFERENCE),
          expected(DoubleLlama.open(path, old)),
          1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldGiveTheGradientsOfAllWeights(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);

    try (LlamaWeights weights = weights(path);
        LlamaTraining model = LlamaTraining.full(runtime, weights)) {
      List<float[]> gradients = gradients(model, Keep.ALL);

      assertThat(gradients(model, Keep.INPUTS)).usingRecursiveComparison().isEqualTo(gradients);
      Differences differences = new Differences(DoubleLlama.open(path));
      List<LlamaLayout.Slot> slots = weights.layout().slots();
      for (int i = 0; i < slots.size(); i++) {
        int at = 0;
        for (LlamaLayout.Part part : slots.get(i).parts()) {
          int size = (int) (part.rows() * slots.get(i).columns());
          differences.check(part.name(), gradients.get(i), at, size);
          at += size;
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void shouldGiveTheGradientsOfAnAdapter(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);
    Path adapter = RandomModels.adapter(folder.resolve("adapter"), path, 3, 0.3, 2);

    try (LlamaWeights weights = weights(path);
        LoraAdapter lora = lora(weights, adapter);
        LlamaTraining model = LlamaTraining.adapter(runtime, weights, lora, Optional.empty())) {
      List<float[]> gradients = gradients(model, Keep.ALL);

      assertThat(gradients(model, Keep.INPUTS)).usingRecursiveComparison().isEqualTo(gradients);
      Differences differences = new Differences(DoubleLlama.open(path, adapter));
      List<String> names = lora.names();
      for (int i = 0; i < names.size(); i++) {
        differences.check(names.get(i), gradients.get(i), 0, gradients.get(i).length);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LLAMA_TIED", "QWEN_3"})
  void shouldAgreeWithItselfWithoutTheFusedKernelForCpu(Kind kind) {
    Path path = RandomModels.write(folder.resolve("model"), kind, 1);

    try (LlamaWeights weights = weights(path);
        LlamaTraining fused = LlamaTraining.full(runtime, weights);
        LlamaTraining plain = LlamaTraining.plainAttention(runtime, weights)) {
      assertClose(
          scores(plain, rectangle(0), Version.POLICY),
          scores(fused, rectangle(0), Version.POLICY),
          1e-5);
      List<float[]> some = gradients(fused, Keep.ALL);
      List<float[]> others = gradients(plain, Keep.ALL);
      for (int i = 0; i < some.size(); i++) {
        assertThat(others.get(i)).containsExactly(some.get(i), within(1e-4f));
      }
    }
  }

  @Test
  void shouldNotLetPaddingOrNeighboursCount() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_BIASES, 1);

    try (LlamaWeights weights = weights(path);
        LlamaTraining model = LlamaTraining.full(runtime, weights)) {
      List<float[]> gradients = gradients(model, Keep.ALL);
      double[] scores = scores(model, rectangle(0), Version.POLICY);
      double[] other = scores(model, rectangle(29), Version.POLICY);
      double[] alone = scores(model, rectangle(0, 1), Version.POLICY);

      assertThat(other).isEqualTo(scores);
      assertThat(alone[0]).isCloseTo(scores[SEQUENCES[0].length - PROMPTS[0]], within(1e-6));
      zero(model);
      back(model, rectangle(29), Keep.ALL);
      assertThat(read(model.gradients())).usingRecursiveComparison().isEqualTo(gradients);
    }
  }

  @Test
  void shouldAddGradientsUp() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_TIED, 1);

    try (LlamaWeights weights = weights(path);
        LlamaTraining model = LlamaTraining.full(runtime, weights)) {
      List<float[]> once = gradients(model, Keep.ALL);
      back(model, rectangle(0), Keep.ALL);

      List<float[]> twice = read(model.gradients());
      for (int i = 0; i < once.size(); i++) {
        for (int j = 0; j < once.get(i).length; j++) {
          assertThat(twice.get(i)[j]).isCloseTo(2 * once.get(i)[j], within(1e-5f));
        }
      }
    }
  }

  @Test
  void shouldLeaveTheBaseAloneWhenAnAdapterLearns() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_BIASES, 1);
    Path adapter = RandomModels.adapter(folder.resolve("adapter"), path, 3, 0.3, 2);

    try (LlamaWeights weights = weights(path);
        LoraAdapter lora = lora(weights, adapter);
        LlamaTraining model = LlamaTraining.adapter(runtime, weights, lora, Optional.empty())) {
      List<float[]> before = read(weights.tensors());
      gradients(model, Keep.ALL);

      assertThat(read(weights.tensors())).usingRecursiveComparison().isEqualTo(before);
      assertThat(model.parameters()).isEqualTo(lora.tensors());
    }
  }

  @Test
  void shouldRefuseWhatHasNoMeaning() {
    Path path = RandomModels.write(folder.resolve("model"), Kind.LLAMA_TIED, 1);

    try (LlamaWeights weights = weights(path);
        LlamaTraining model = LlamaTraining.full(runtime, weights);
        Pass pass = model.forward(rectangle(0), Version.POLICY, Keep.NOTHING)) {
      assertThatThrownBy(() -> model.forward(rectangle(0), Version.REFERENCE, Keep.NOTHING))
          .hasMessageContaining("before its first step");
      assertThatThrownBy(() -> model.backward(pass, new float[pass.scores().length]))
          .hasMessageContaining("no way back");
    }
  }

  /** Slopes that differ, so that no row can stand in for another. */
  private static float slope(int row) {
    return (float) Math.sin(row + 1.0);
  }

  private static LlamaWeights weights(Path path) {
    try (ModelFolder opened = ModelFolder.open(path)) {
      return LlamaWeights.load(opened, runtime, Precision.F32);
    }
  }

  private static LoraAdapter lora(LlamaWeights weights, Path path) {
    try (AdapterFolder opened = AdapterFolder.open(path, weights.layout().config())) {
      return LoraAdapter.load(runtime, weights.layout(), opened);
    }
  }

  private static Rectangle rectangle(int padding, int... which) {
    int[] chosen = which.length == 0 ? new int[] {0, 1, 2} : which;
    int width = 0;
    for (int i : chosen) {
      width = Math.max(width, SEQUENCES[i].length - 1);
    }
    long[] ids = LongStream.generate(() -> padding).limit((long) chosen.length * width).toArray();
    LongStream.Builder rows = LongStream.builder();
    LongStream.Builder targets = LongStream.builder();
    for (int i = 0; i < chosen.length; i++) {
      int[] sequence = SEQUENCES[chosen[i]];
      for (int t = 0; t < sequence.length - 1; t++) {
        ids[i * width + t] = sequence[t];
        if (t >= PROMPTS[chosen[i]] - 1) {
          rows.add((long) i * width + t);
          targets.add(sequence[t + 1]);
        }
      }
    }
    return new Rectangle(
        chosen.length, width, ids, rows.build().toArray(), targets.build().toArray());
  }

  private static double[] expected(DoubleLlama model) {
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < SEQUENCES.length; i++) {
      double[] all = model.scores(SEQUENCES[i]);
      for (int t = PROMPTS[i] - 1; t < all.length; t++) {
        scores.add(all[t]);
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] scores(LlamaTraining model, Rectangle rectangle, Version version) {
    try (Pass pass = model.forward(rectangle, version, Keep.NOTHING)) {
      double[] scores = new double[pass.scores().length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = pass.scores()[i];
      }
      return scores;
    }
  }

  private static void back(LlamaTraining model, Rectangle rectangle, Keep keep) {
    try (Pass pass = model.forward(rectangle, Version.POLICY, keep)) {
      float[] slopes = new float[rectangle.rows().length];
      for (int i = 0; i < slopes.length; i++) {
        slopes[i] = slope(i);
      }
      model.backward(pass, slopes);
    }
  }

  private static List<float[]> gradients(LlamaTraining model, Keep keep) {
    zero(model);
    back(model, rectangle(0), keep);
    return read(model.gradients());
  }

  private static void zero(LlamaTraining model) {
    model.gradients().forEach(gradient -> gradient.set(new float[(int) gradient.size()]));
  }

  private static List<float[]> read(List<NDArray> tensors) {
    return tensors.stream().map(runtime::floats).toList();
  }

  private static void assertClose(double[] found, double[] expected, double relative) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(relative * Math.abs(expected[i])));
    }
  }

  /** Central differences of the slopes' product with the scores, in double precision. */
  private static final class Differences {
    private static final double STEP = 1e-5;
    private final DoubleLlama model;
    private final Random random = new Random(7);

    Differences(DoubleLlama model) {
      this.model = model;
    }

    /** Elements, and the derivative along a random direction, which all elements take part in. */
    void check(String name, float[] gradient, int at, int size) {
      double[] weight = model.tensor(name);
      assertThat(weight).as(name).hasSize(size);
      double largest = 1e-3;
      for (int i = 0; i < size; i++) {
        largest = Math.max(largest, Math.abs(gradient[at + i]));
      }
      for (int n = 0; n < 3; n++) {
        double[] direction = new double[size];
        direction[random.nextInt(size)] = 1;
        compare(name, weight, direction, gradient, at, 1e-4 * largest);
      }
      double[] direction = new double[size];
      for (int i = 0; i < size; i++) {
        direction[i] = random.nextGaussian() / Math.sqrt(size);
      }
      compare(name, weight, direction, gradient, at, 1e-4 * largest);
    }

    private void compare(
        String name, double[] weight, double[] direction, float[] gradient, int at, double error) {
      double[] before = weight.clone();
      double numeric = 0;
      double ours = 0;
      for (int sign : new int[] {1, -1}) {
        for (int i = 0; i < weight.length; i++) {
          weight[i] = before[i] + sign * STEP * direction[i];
        }
        numeric += sign * loss() / (2 * STEP);
      }
      System.arraycopy(before, 0, weight, 0, before.length);
      for (int i = 0; i < weight.length; i++) {
        ours += direction[i] * gradient[at + i];
      }
      assertThat(ours).as(name).isCloseTo(numeric, within(error));
    }

    private double loss() {
      double[] scores = expected(model);
      double loss = 0;
      for (int i = 0; i < scores.length; i++) {
        loss += slope(i) * scores[i];
      }
      return loss;
    }
  }
}
