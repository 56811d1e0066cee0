package io.hone.streams.recipe.rank;

import static io.hone.streams.recipe.Episodes.judgement;
import static io.hone.streams.recipe.Episodes.verdict;
import static io.hone.streams.recipe.Winner.CALL_FAILED;
import static io.hone.streams.recipe.Winner.FIRST;
import static io.hone.streams.recipe.Winner.SECOND;
import static io.hone.streams.recipe.Winner.TIE;
import static io.hone.streams.recipe.Winner.UNPARSABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class BattlesTest {
  private final Response response = Episodes.response("draw 0", "text");
  private final Judgement a = judgement(response, "draw 0", 1);
  private final Judgement b = judgement(response, "draw 1", 2);
  private final Judgement c = judgement(response, "draw 2", 3);

  @Test
  void shouldWeighAWinByHowSeldomItsPositionWins() {
    List<Verdict> verdicts =
        List.of(
            verdict(a, b, FIRST),
            verdict(b, a, FIRST),
            verdict(a, c, FIRST),
            verdict(c, a, SECOND));

    PositionWeights weights = PositionWeights.of(verdicts);
    double[][] battles = Battles.of(List.of(a, b, c), verdicts, weights);

    assertThat(weights).isEqualTo(new PositionWeights(0.25, 0.75));
    assertThat(battles)
        .isDeepEqualTo(new double[][] {{0, 0.25, 0.25 + 0.75}, {0.25, 0, 0}, {0, 0, 0}});
  }

  @Test
  void shouldCountTiesAndUnreadableVerdictsForNobody() {
    List<Verdict> verdicts =
        List.of(
            verdict(a, b, TIE),
            verdict(b, a, UNPARSABLE),
            verdict(a, c, CALL_FAILED),
            verdict(c, a, SECOND),
            verdict(b, c, FIRST));

    assertThat(PositionWeights.of(verdicts)).isEqualTo(new PositionWeights(0.5, 0.5));
    assertThat(Battles.of(List.of(a, b, c), verdicts, PositionWeights.EQUAL))
        .isDeepEqualTo(new double[][] {{0, 0, 0.5}, {0, 0, 0.5}, {0, 0, 0}});
  }

  @Test
  void shouldWeighEquallyWhereNobodyWon() {
    assertThat(PositionWeights.of(List.of(verdict(a, b, TIE)))).isEqualTo(PositionWeights.EQUAL);
  }

  @Test
  void shouldRefuseVerdictsOnOtherJudgements() {
    assertThatThrownBy(
            () -> Battles.of(List.of(a), List.of(verdict(a, b, FIRST)), PositionWeights.EQUAL))
        .hasMessageContaining("other judgements");
  }
}
