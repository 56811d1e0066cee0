package io.hone.streams.recipe.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hone.streams.recipe.Episodes;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DisputedTest {
  private static final Lots LOTS = new Lots("p-1", "disputed");

  private static Ballot ballot(String place, double... points) {
    Response response = Episodes.response(place, place);
    List<Judgement> judgements = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      judgements.add(Episodes.judgement(response, "draw " + i, points[i]));
    }
    return Ballot.of(List.of(response), judgements).getFirst();
  }

  @Test
  void shouldTakeTheHighestVariance() {
    Ballot agreed = ballot("a", 5, 5, 5);
    Ballot disputed = ballot("b", 1, 5, 3);
    Ballot nearly = ballot("c", 4, 5, 4);

    assertThat(Disputed.of(List.of(agreed, disputed, nearly), LOTS)).contains(disputed);
    assertThat(disputed.variance()).isCloseTo(8.0 / 3, within(1e-12));
  }

  @Test
  void shouldNeedTwoJudgementsThatDiffer() {
    Ballot one = ballot("a", 5);
    Ballot agreed = ballot("b", 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);

    assertThat(Disputed.of(List.of(one, agreed), LOTS)).isEmpty();
  }

  @Test
  void shouldDecideTiesByALotThatAnyPromptDrawsForItself() {
    List<Ballot> tied = List.of(ballot("a", 1, 2), ballot("b", 2, 3), ballot("c", 4, 5));
    Set<Ballot> drawn = new HashSet<>();

    for (int i = 0; i < 50; i++) {
      Lots lots = new Lots("p-" + i, "disputed");
      Ballot first = Disputed.of(tied, lots).orElseThrow();
      drawn.add(first);
      assertThat(Disputed.of(tied.reversed(), lots)).contains(first);
    }

    assertThat(drawn).hasSize(3);
  }
}
