package io.hone.app.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hone.event.Measure;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MatchedTest {
  private static Measure rate(long wins, long losses, long ties) {
    return new Matched(wins, losses, ties).winRate().orElseThrow();
  }

  /** By hand: lead 11/102, variance (72/102 - 0.107843^2)/102, half width 0.161691. */
  @Test
  void shouldCountTiesAsHalves() {
    Measure rate = rate(41, 30, 29);

    assertThat(rate.getValue()).isCloseTo(0.555, within(1e-9));
    assertThat(rate.getLow()).isCloseTo((1 + 11 / 102.0 - 0.161691) / 2, within(1e-5));
    assertThat(rate.getHigh()).isCloseTo((1 + 11 / 102.0 + 0.161691) / 2, within(1e-5));
    assertThat(rate.getCount()).isEqualTo(100);
  }

  @Test
  void shouldKnowNothingOfNothing() {
    assertThat(Matched.NONE.winRate()).isEmpty();
  }

  @Test
  void shouldAddBySign() {
    Matched matched = Matched.NONE.plus(7).plus(-2).plus(-1).plus(0);

    assertThat(matched).isEqualTo(new Matched(1, 2, 1));
  }

  @Property(tries = 500)
  void shouldHoldItsValueInAnIntervalThatHasAWidth(
      @ForAll @IntRange(max = 500) int wins,
      @ForAll @IntRange(max = 500) int losses,
      @ForAll @IntRange(min = 1, max = 500) int ties) {
    Measure rate = rate(wins, losses, ties);

    assertThat(rate.getLow()).isGreaterThanOrEqualTo(0).isLessThan(rate.getHigh());
    assertThat(rate.getHigh()).isLessThanOrEqualTo(1);
    assertThat(rate.getValue()).isBetween(rate.getLow(), rate.getHigh());
  }

  @Property(tries = 200)
  void shouldTurnRoundWithTheTwo(
      @ForAll @IntRange(max = 500) int wins, @ForAll @IntRange(min = 1, max = 500) int losses) {
    Measure one = rate(wins, losses, 3);

    Measure other = rate(losses, wins, 3);

    assertThat(other.getValue()).isCloseTo(1 - one.getValue(), within(1e-12));
    assertThat(other.getLow()).isCloseTo(1 - one.getHigh(), within(1e-12));
  }

  /** What 95 % means: nineteen of twenty intervals hold the truth, within the error of 4,000. */
  @Test
  void shouldHoldTheTruthNinetyFiveTimesInAHundred() {
    SplittableRandom random = new SplittableRandom(1);
    int held = 0;
    for (int run = 0; run < 4_000; run++) {
      Matched matched = Matched.NONE;
      for (int i = 0; i < 60; i++) {
        double drawn = random.nextDouble();
        matched = matched.plus(drawn < 0.4 ? 1 : drawn < 0.7 ? -1 : 0);
      }
      Measure rate = matched.winRate().orElseThrow();
      if (rate.getLow() <= 0.55 && 0.55 <= rate.getHigh()) held++;
    }

    assertThat(held / 4_000.0).isBetween(0.935, 0.975);
  }
}
