package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.hone.models.ModelException;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdamWTest {
  private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.99, 1e-6, 0.1, 0.5);
  private static TorchRuntime runtime;
  private NDManager scope;
  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @BeforeEach
  void openScope() {
    scope = runtime.manager().newSubManager();
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  @Test
  void shouldMoveAsTheAlgorithmSays() {
    float[] matrix = {0.5f, -1, 2, 0.25f};
    float[] vector = {1, -3};
    List<NDArray> parameters =
        List.of(runtime.of(scope, matrix, 2, 2), runtime.of(scope, vector, 2));
    List<NDArray> gradients = zeros();
    Plain expected = new Plain(new double[] {0.5, -1, 2, 0.25, 1, -3});
    try (AdamW adamW = new AdamW(runtime, SETTINGS, parameters, gradients)) {
      for (int step = 1; step <= 5; step++) {
        float[] g = gradient(step);
        fill(gradients, g);
        double norm = adamW.gradientNorm();
        adamW.update(step, 0.1 / step, norm);
        expected.step(step, 0.1 / step, g);

        assertThat(norm).isCloseTo(expected.norm, within(1e-5 * expected.norm));
        assertThat(runtime.floats(gradients.get(0))).containsOnly(0);
      }
    }

    assertThat(expected.clipped).isBetween(1, 4);
    for (int i = 0; i < 6; i++) {
      float found = runtime.floats(parameters.get(i / 4))[i % 4];
      assertThat((double) found).isCloseTo(expected.x[i], within(1e-5));
    }
  }

  @Test
  void shouldGoOnFromWhatItSaved() throws IOException {
    List<NDArray> parameters =
        List.of(runtime.of(scope, new float[4], 2, 2), runtime.of(scope, new float[2], 2));
    List<NDArray> copies =
        List.of(runtime.of(scope, new float[4], 2, 2), runtime.of(scope, new float[2], 2));
    List<NDArray> gradients = zeros();
    Path file = folder.resolve("optimizer.safetensors");
    try (AdamW one = new AdamW(runtime, SETTINGS, parameters, gradients);
        AdamW other = new AdamW(runtime, SETTINGS, copies, gradients)) {
      step(one, gradients, 1);
      one.save(file);
      other.restore(file);
      copies.get(0).set(runtime.floats(parameters.get(0)));
      copies.get(1).set(runtime.floats(parameters.get(1)));
      step(one, gradients, 2);
      step(other, gradients, 2);
    }

    assertThat(runtime.floats(copies.get(0))).isEqualTo(runtime.floats(parameters.get(0)));
    assertThat(runtime.floats(copies.get(1))).isEqualTo(runtime.floats(parameters.get(1)));
  }

  @Test
  void shouldRefuseMomentsOfAnotherModel() throws IOException {
    List<NDArray> larger = List.of(runtime.of(scope, new float[6], 3, 2));
    Path file = folder.resolve("optimizer.safetensors");
    try (AdamW one = new AdamW(runtime, SETTINGS, larger, larger);
        AdamW other = new AdamW(runtime, SETTINGS, zeros(), zeros())) {
      one.save(file);

      assertThatThrownBy(() -> other.restore(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("first.0 of shape [2, 2]");
    }
  }

  @Test
  void shouldRefuseSettingsThatMeanNothing() {
    assertThatThrownBy(() -> new AdamW.Settings(1, 0.9, 1e-8, 0, 1))
        .hasMessage("beta1 must be in [0, 1), got 1.0.");
    assertThatThrownBy(() -> new AdamW.Settings(0.9, 0.9, 1e-8, 0, 0))
        .hasMessage("gradient clip must be above 0, got 0.0.");
  }

  private List<NDArray> zeros() {
    return List.of(runtime.of(scope, new float[4], 2, 2), runtime.of(scope, new float[2], 2));
  }

  private static float[] gradient(int step) {
    float[] g = new float[6];
    for (int i = 0; i < 6; i++) {
      g[i] = (float) (Math.sin(step * 7 + i) / step);
    }
    return g;
  }

  private static void fill(List<NDArray> gradients, float[] g) {
    gradients.get(0).set(java.util.Arrays.copyOf(g, 4));
    gradients.get(1).set(java.util.Arrays.copyOfRange(g, 4, 6));
  }

  private static void step(AdamW adamW, List<NDArray> gradients, int step) {
    fill(gradients, gradient(step));
    adamW.update(step, 0.1, adamW.gradientNorm());
  }

  /** Algorithm 2 of arXiv 1711.05101 with clipping; the first four parameters decay. */
  private static final class Plain {
    final double[] x;
    final double[] m;
    final double[] v;
    double norm;
    int clipped;

    Plain(double[] x) {
      this.x = x;
      this.m = new double[x.length];
      this.v = new double[x.length];
    }

    void step(int step, double rate, float[] g) {
      norm = 0;
      for (float each : g) {
        norm += (double) each * each;
      }
      norm = Math.sqrt(norm);
      clipped += norm > SETTINGS.clip() ? 1 : 0;
      double scale = Math.min(1, SETTINGS.clip() / norm);
      for (int i = 0; i < x.length; i++) {
        double gradient = scale * g[i];
        m[i] = SETTINGS.beta1() * m[i] + (1 - SETTINGS.beta1()) * gradient;
        v[i] = SETTINGS.beta2() * v[i] + (1 - SETTINGS.beta2()) * gradient * gradient;
        double mean = m[i] / (1 - Math.pow(SETTINGS.beta1(), step));
        double square = v[i] / (1 - Math.pow(SETTINGS.beta2(), step));
        double decay = i < 4 ? rate * SETTINGS.weightDecay() * x[i] : 0;
        x[i] -= rate * mean / (Math.sqrt(square) + SETTINGS.epsilon()) + decay;
      }
    }
  }
}
