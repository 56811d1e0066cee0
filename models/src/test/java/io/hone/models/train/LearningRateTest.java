package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void shouldWarmUpLinearlyFromAboveZero() {
    LearningRate rate = LearningRate.cosine(1, 4);

    assertThat(rate.at(0, 100)).isEqualTo(0.25);
    assertThat(rate.at(2, 100)).isEqualTo(0.75);
    assertThat(rate.at(3, 100)).isEqualTo(1);
  }

  @Test
  void shouldFallAlongHalfACosine() {
    LearningRate rate = new LearningRate(2, 10, LearningRate.Decay.COSINE, 0.1);

    assertThat(rate.at(10, 110)).isEqualTo(2);
    assertThat(rate.at(60, 110)).isCloseTo(2 * 0.55, within(1e-12));
    assertThat(rate.at(110, 110)).isCloseTo(0.2, within(1e-12));
    assertThat(rate.at(500, 110)).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void shouldStayConstantWhenAskedTo() {
    assertThat(LearningRate.constant(3e-4).at(1_000_000, 10)).isEqualTo(3e-4);
  }

  @Test
  void shouldRefuseRatesThatMeanNothing() {
    assertThatThrownBy(() -> LearningRate.constant(0)).hasMessageContaining("got 0.0");
    assertThatThrownBy(() -> LearningRate.cosine(Double.NaN, 0)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> LearningRate.cosine(1, -1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> new LearningRate(1, 0, LearningRate.Decay.COSINE, 2))
        .hasMessageContaining("got 2.0");
  }

  @Test
  void shouldFallInAStraightLineToItsFinalShare() {
    LearningRate rate = new LearningRate(1, 2, LearningRate.Decay.LINEAR, 0.2);

    assertThat(new double[] {rate.at(0, 12), rate.at(2, 12), rate.at(7, 12), rate.at(12, 12)})
        .containsExactly(new double[] {0.5, 1, 0.6, 0.2}, within(1e-12));
  }
}
