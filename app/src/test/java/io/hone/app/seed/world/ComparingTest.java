package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.seed.world.Comparing.Side;
import io.hone.app.seed.world.Judging.Judgement;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparingTest {
  private static final String RESPONSE = "cat moon tree";
  private static final Judgement RIGHT = Judging.of(List.of("cat", "moon", "tree"), RESPONSE);
  private static final Judgement SWAPPED = Judging.of(List.of("cat", "tree", "moon"), RESPONSE);
  private static final Judgement SHORT = Judging.of(List.of("cat", "moon"), RESPONSE);

  @Test
  void shouldFindWhoAgreesInMorePlaces() {
    Comparing.Verdict verdict = Comparing.of(RIGHT, SWAPPED, RIGHT, false, Side.A);

    assertThat(verdict.text())
        .isEqualTo("cat cat cat = moon tree moon b tree moon tree b\nWinner: Judgement B");
  }

  @Test
  void shouldCompareThePointsLastIfTheyAreShown() {
    Judgement miscounted = new Judgement(RIGHT.answer(), RIGHT.rationale(), 3);

    Comparing.Verdict verdict = Comparing.of(RIGHT, RIGHT, miscounted, true, Side.B);

    assertThat(verdict.text())
        .isEqualTo("cat cat cat = moon moon moon = tree tree tree = 5 5 3 a\nWinner: Judgement A");
  }

  @Test
  void shouldSayWhereAJudgementHasNothing() {
    Comparing.Verdict verdict = Comparing.of(RIGHT, SHORT, SWAPPED, false, Side.A);

    assertThat(verdict.text())
        .isEqualTo("cat cat cat = moon moon tree a tree . moon x\nWinner: Judgement A");
  }

  @Test
  void shouldTakeTheGivenSideIfNeitherLeads() {
    Comparing.Verdict verdict = Comparing.of(RIGHT, RIGHT, RIGHT, false, Side.B);

    assertThat(verdict.text()).endsWith("Winner: Judgement B");
  }

  @Test
  void shouldTurnAgainstItsOwnRationale() {
    Comparing.Verdict verdict = Comparing.of(RIGHT, RIGHT, SWAPPED, false, Side.B);

    assertThat(verdict.turned())
        .isEqualTo(new Comparing.Verdict(verdict.rationale(), Side.B))
        .isNotEqualTo(verdict);
  }
}
