package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.seed.SeedTemplates;
import io.hone.streams.recipe.Winner;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamTest {
  private static final Asking ASKING = new Asking(SeedTemplates.shipped());
  private static final Exam EXAM = new Exam(World.shipped(), ASKING, 100, 5);

  private static final Question SORT =
      new Question(
          Family.SORT_WORDS,
          Operands.of(List.of("tree", "cat", "moon")),
          "Sort these words alphabetically: tree, cat, moon.",
          List.of("cat", "moon", "tree"));
  private static final String NEAR = "cat cat + moon moon + tree tree +\nScore: 4";
  private static final String FAR = "tree cat - cat moon - moon tree -\nScore: 0";
  private static final String NONE = "I like it.";

  @Test
  void shouldAskOnlyWhatIsHeldOut() {
    assertThat(EXAM.questions()).hasSize(100).allMatch(question -> question.operands().heldOut());
  }

  @Test
  void shouldHaveOneRightAndOneWrongResponseToEachQuestion() {
    assertThat(EXAM.sheets()).hasSize(200);
    for (int i = 0; i < 200; i += 2) {
      assertThat(EXAM.sheets().get(i).points()).isEqualTo(Marking.MOST);
      assertThat(EXAM.sheets().get(i + 1).points()).isLessThan(Marking.MOST);
    }
  }

  @Test
  void shouldPutTheBetterJudgementFirstAsOftenAsSecond() {
    assertThat(EXAM.duels()).hasSize(400);
    assertThat(EXAM.duels().stream().filter(duel -> duel.better() == Winner.FIRST)).hasSize(200);
    assertThat(EXAM.duels().stream().filter(Exam.Duel::points)).hasSize(200);
  }

  @Test
  void shouldTakeOnlyTheExactPoints() {
    Exam.Sheet sheet = EXAM.sheet(SORT, "cat tree moon");

    assertThat(sheet.isExact("cat cat +\nScore: 1")).isTrue();
    assertThat(sheet.isExact("cat cat +\nScore: 2")).isFalse();
    assertThat(sheet.isExact(NONE)).isFalse();
  }

  @Test
  void shouldCompareOwnJudgementsWhereOneIsNearer() {
    Exam.Sheet sheet = EXAM.sheet(SORT, "cat moon tree");

    List<Exam.Duel> duels = EXAM.duels(sheet, List.of(NEAR, FAR, FAR, NONE), false);

    assertThat(duels)
        .extracting(Exam.Duel::better)
        .containsExactly(Winner.FIRST, Winner.SECOND, Winner.FIRST, Winner.SECOND);
    assertThat(duels.getFirst().prompt()).doesNotContain("Score: ").contains("tree tree +");
    assertThat(duels.getFirst().isWon("so it is.\nWinner: Judgement A")).isTrue();
    assertThat(duels.getFirst().isWon("so it is.\nWinner: Judgement B")).isFalse();
  }
}
