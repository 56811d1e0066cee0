package io.hone.streams.recipe.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static Ballot ballot(String place, double... points) {
    Response response = Episodes.response(place, place);
    List<Judgement> judgements = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      judgements.add(Episodes.judgement(response, "draw " + i, points[i]));
    }
    return Ballot.of(List.of(response), judgements).getFirst();
  }

  private static List<Ballot> unsettled(double confidence, Ballot... ballots) {
    return new Settling(11, 5, 0.5, 0, confidence).unsettled(List.of(ballots));
  }

  @Test
  void shouldStopWhenNothingCanChangeAnyMore() {
    Ballot best = ballot("a", 5, 5, 5, 5, 5, 5, 5);
    Ballot worst = ballot("b", 0, 0, 0, 0, 0, 0, 0);

    assertThat(unsettled(1, best, worst)).isEmpty();
  }

  @Test
  void shouldGoOnWhileTheRestCouldTurnIt() {
    Ballot best = ballot("a", 5, 5, 5, 5, 5);
    Ballot worst = ballot("b", 0, 0, 0, 0, 0);

    assertThat(unsettled(1, best, worst)).containsExactly(best, worst);
  }

  @Test
  void shouldStopEarlierWhenConfidenceIsEnough() {
    Ballot best = ballot("a", 5, 5, 5);
    Ballot worst = ballot("b", 0, 0, 0);

    assertThat(unsettled(0.95, best, worst)).isEmpty();
  }

  @Test
  void shouldGoOnOnlyWithThoseThatMatter() {
    Ballot best = ballot("a", 5, 5, 5, 5);
    Ballot rival = ballot("b", 5, 5, 4.5, 5);
    Ballot middle = ballot("c", 2.5, 2.5, 2.5, 2.5);
    Ballot worst = ballot("d", 0, 0, 0, 0);

    assertThat(unsettled(0.9, best, rival, middle, worst))
        .contains(best, rival)
        .doesNotContain(middle);
  }

  @Test
  void shouldAskNobodyWhoWasAskedAll() {
    double[] all = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3};

    assertThat(unsettled(1, ballot("a", all), ballot("b", all))).isEmpty();
  }

  @Test
  void shouldRefuseAConfidenceThatIsNone() {
    assertThatThrownBy(() -> new Settling(11, 5, 0.5, 0, 0)).hasMessageContaining("0.0");
  }
}
