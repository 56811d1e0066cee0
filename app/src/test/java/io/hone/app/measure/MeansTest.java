package io.hone.app.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hone.event.Measure;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeansTest {

  /** By hand: mean 3, standard deviation sqrt(2.5), half width 1.959964 * sqrt(2.5 / 5). */
  @Test
  void shouldGiveMeanAndInterval() {
    Measure mean = Means.of(new double[] {1, 2, 3, 4, 5}).orElseThrow();

    assertThat(mean.getValue()).isEqualTo(3);
    assertThat(mean.getLow()).isCloseTo(3 - 1.385904, within(1e-6));
    assertThat(mean.getHigh()).isCloseTo(3 + 1.385904, within(1e-6));
    assertThat(mean.getCount()).isEqualTo(5);
  }

  @Test
  void shouldGiveNoIntervalOfOneValue() {
    Measure mean = Means.of(new double[] {4}).orElseThrow();

    assertThat(mean).isEqualTo(new Measure(4.0, null, null, 1L));
  }

  @Test
  void shouldKnowNothingOfNothing() {
    assertThat(Means.of(new double[0])).isEmpty();
    assertThat(Means.ratio(new double[0], new double[0])).isEmpty();
    assertThat(Means.ratio(new double[] {3}, new double[] {0})).isEmpty();
  }

  @Test
  void shouldBeSureOfARatioThatIsTheSameEverywhere() {
    Measure ratio = Means.ratio(new double[] {2, 6, 20}, new double[] {1, 3, 10}).orElseThrow();

    assertThat(ratio.getValue()).isEqualTo(2);
    assertThat(ratio.getLow()).isCloseTo(2, within(1e-12));
    assertThat(ratio.getHigh()).isCloseTo(2, within(1e-12));
  }

  @Test
  void shouldHoldTheTrueRatioNinetyFiveTimesInAHundred() {
    SplittableRandom random = new SplittableRandom(2);
    int held = 0;
    for (int run = 0; run < 4_000; run++) {
      double[] below = random.doubles(100, 10, 30).toArray();
      double[] above = Arrays.stream(below).map(x -> x * random.nextDouble(1, 2)).toArray();
      Measure ratio = Means.ratio(above, below).orElseThrow();
      if (ratio.getLow() <= 1.5 && 1.5 <= ratio.getHigh()) held++;
    }

    assertThat(held / 4_000.0).isBetween(0.93, 0.97);
  }
}
