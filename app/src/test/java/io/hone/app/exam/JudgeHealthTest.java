package io.hone.app.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.measure.Share;
import io.hone.event.Measure;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Winner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeHealthTest {
  private static final Score NONE = Score.Missing.UNPARSABLE;

  private static Score of(double points) {
    return new Score.Points(points);
  }

  private static Measure measure(Map<String, Measure> health, String name) {
    return Optional.ofNullable(health.get(name)).orElseThrow();
  }

  @Test
  void shouldCountWhatCannotBeReadAndHowPointsAreSpread() {
    List<Scores> scores =
        List.of(
            new Scores(List.of(of(5), of(4.5), NONE)),
            new Scores(List.of(of(0), new Score.OutOfRange(9), of(1))),
            new Scores(List.of()));

    Map<String, Measure> health = JudgeHealth.of(scores, 5);

    assertThat(measure(health, "judge.parse_failures").getValue()).isEqualTo(2 / 6.0);
    assertThat(measure(health, "judge.parse_failures").getCount()).isEqualTo(6);
    assertThat(measure(health, "judge.score_5").getValue()).isEqualTo(0.5);
    assertThat(measure(health, "judge.score_4").getValue()).isZero();
    assertThat(measure(health, "judge.score_1").getValue()).isEqualTo(0.25);
    assertThat(measure(health, "judge.score_0").getCount()).isEqualTo(4);
  }

  /** Three judgements of one response are not three observations. */
  @Test
  void shouldBeAsSureAsThereAreResponses() {
    List<Scores> scores = List.of(new Scores(List.of(of(5), of(5), of(5))));

    Measure share = measure(JudgeHealth.of(scores, 5), "judge.score_5");

    assertThat(share).isEqualTo(new Share(1, 1).measure().map(one -> count(one, 3)).orElseThrow());
  }

  private static Measure count(Measure measure, long count) {
    return Measure.newBuilder(measure).setCount(count).build();
  }

  @Test
  void shouldTellNoSharesOfNothing() {
    assertThat(JudgeHealth.of(List.of(), 5)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, SECOND, 1, true",
    "SECOND, FIRST, -1, true",
    "TIE, TIE, 0, true",
    "FIRST, FIRST, 0, false",
    "SECOND, SECOND, 0, false",
    "FIRST, TIE, 0, false",
    "FIRST, UNPARSABLE, 0, false"
  })
  void shouldTakeOnlyWhatBothOrdersSay(Winner shown, Winner swapped, int sign, boolean agree) {
    Orders orders = Orders.of(shown, swapped);

    assertThat(orders.sign()).isEqualTo(sign);
    assertThat(orders.agree()).isEqualTo(agree);
  }

  @Test
  void shouldFindConsistencyAmongWhatCanBeRead() {
    List<Orders> orders =
        List.of(
            Orders.of(Winner.FIRST, Winner.SECOND),
            Orders.of(Winner.FIRST, Winner.FIRST),
            Orders.SAME,
            Orders.of(Winner.FIRST, Winner.CALL_FAILED));

    assertThat(JudgeHealth.orderConsistency(orders)).isEqualTo(new Share(1, 2));
  }
}
