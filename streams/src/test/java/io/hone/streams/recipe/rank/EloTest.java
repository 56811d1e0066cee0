package io.hone.streams.recipe.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EloTest {
  @Property(tries = 60)
  void shouldAgreeWithSlowAscent(
      @ForAll @IntRange(min = 2, max = 6) int n,
      @ForAll @Size(36) List<@DoubleRange(max = 1) Double> wins,
      @ForAll @DoubleRange(min = 0.1, max = 1) double ridge) {
    double[][] battles = battles(n, wins);

    Elo elo = Elo.fit(battles, ridge);

    double[] slow = slowAscent(battles, ridge);
    for (int i = 0; i < n; i++) assertThat(elo.rating(i)).isCloseTo(slow[i], within(1e-6));
  }

  @Property(tries = 200)
  void shouldBeWhereTheLikelihoodIsFlat(
      @ForAll @IntRange(min = 2, max = 11) int n,
      @ForAll @Size(121) List<@DoubleRange(max = 1) Double> wins) {
    double[][] battles = battles(n, wins);

    Elo elo = Elo.fit(battles, 0.01);

    for (double slope : slope(battles, 0.01, ratings(elo))) {
      assertThat(slope).isCloseTo(0, within(1e-11));
    }
    assertThat(IntStream.range(0, n).mapToDouble(elo::rating).sum()).isCloseTo(0, within(1e-6));
  }

  private static double[][] battles(int n, List<Double> wins) {
    double[][] battles = new double[n][n];
    for (int m = 0; m < n; m++) {
      for (int k = 0; k < n; k++) if (m != k) battles[m][k] = wins.get(m * n + k);
    }
    return battles;
  }

  private static double[] ratings(Elo elo) {
    return IntStream.range(0, elo.size()).mapToDouble(elo::rating).toArray();
  }

  /** Gradient ascent with a step too small to go wrong. */
  private static double[] slowAscent(double[][] battles, double ridge) {
    double[] e = new double[battles.length];
    for (int step = 0; step < 20_000; step++) {
      double[] slope = slope(battles, ridge, e);
      for (int i = 0; i < e.length; i++) e[i] += 0.05 * slope[i];
    }
    return e;
  }

  private static double[] slope(double[][] battles, double ridge, double[] e) {
    double[] slope = new double[e.length];
    for (int m = 0; m < e.length; m++) {
      slope[m] -= ridge * e[m];
      for (int n = 0; n < e.length; n++) {
        slope[m] += battles[m][n] / (1 + Math.exp(e[m] - e[n]));
        slope[m] -= battles[n][m] / (1 + Math.exp(e[n] - e[m]));
      }
    }
    return slope;
  }

  @Test
  void shouldStayFiniteForOneThatNeverLoses() {
    double[][] battles = {{0, 10, 10}, {0, 0, 5}, {0, 0, 0}};

    Elo elo = Elo.fit(battles, 0.01);

    assertThat(elo.rating(0)).isBetween(elo.rating(1), 20.0);
    assertThat(elo.rating(1)).isBetween(elo.rating(2), elo.rating(0));
  }

  @Test
  void shouldBeLessSureWithFewerBattles() {
    Elo few = Elo.fit(new double[][] {{0, 1}, {1, 0}}, 0.01);
    Elo many = Elo.fit(new double[][] {{0, 100}, {100, 0}}, 0.01);

    assertThat(few.rating(0)).isCloseTo(0, within(1e-12));
    assertThat(few.error(0)).isCloseTo(StrictMath.sqrt(0.5), within(0.02));
    assertThat(many.error(0)).isCloseTo(StrictMath.sqrt(0.005), within(0.001));
  }

  @Test
  void shouldRateWithoutBattles() {
    Elo elo = Elo.fit(new double[3][3], 0.01);

    assertThat(ratings(elo)).containsOnly(0);
  }

  @Test
  void shouldRefuseNegativeBattles() {
    assertThatThrownBy(() -> Elo.fit(new double[][] {{0, -1}, {0, 0}}, 0.01))
        .hasMessageContaining("-1.0");
  }

  @Test
  void shouldRefuseToFitWithoutARidge() {
    assertThatThrownBy(() -> Elo.fit(new double[2][2], 0)).hasMessageContaining("ridge is 0");
  }
}
