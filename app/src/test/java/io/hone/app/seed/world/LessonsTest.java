package io.hone.app.seed.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hone.app.seed.SeedTemplates;
import io.hone.app.seed.world.Lessons.Lesson;
import io.hone.app.seed.world.Lessons.Mistakes;
import io.hone.app.seed.world.Lessons.Mix;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Winner;
import io.hone.streams.recipe.text.ScoreLine;
import io.hone.streams.recipe.text.Shown;
import io.hone.streams.recipe.text.WinnerLine;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {
  private static final int MANY = 2_000;
  private static final World WORLD = World.shipped();
  private static final Asking ASKING = new Asking(SeedTemplates.shipped());
  private static final Pattern LAST_LINE =
      Pattern.compile("(Score: [0-5]|Winner: Judgement [AB])$");

  private static List<Lesson> drawn(Mix mix, Mistakes mistakes) {
    return new Lessons(WORLD, ASKING, mix, mistakes).step(new Random(7));
  }

  private static double share(Stream<Boolean> hits) {
    return hits.mapToInt(hit -> hit ? 1 : 0).average().orElseThrow();
  }

  @Test
  void shouldTeachAnswersThenJudgementsThenVerdicts() {
    List<Lesson> lessons = drawn(new Mix(2, 3, 1), Mistakes.NONE);

    assertThat(lessons).hasSize(6);
    assertThat(lessons.subList(0, 2)).noneMatch(one -> one.answer().contains("\n"));
    assertThat(lessons.subList(2, 5)).allMatch(one -> one.answer().contains("\nScore: "));
    assertThat(lessons.get(5).answer()).contains("\nWinner: ");
  }

  @Test
  void shouldCloseEveryJudgementAndVerdictAsTheRecipesReadThem() {
    List<Lesson> lessons = drawn(new Mix(0, 500, 500), new Mistakes(1, 0.4, 0.4, 0.5, 0.5));

    assertThat(lessons)
        .allSatisfy(
            one -> {
              assertThat(one.answer()).containsPattern(LAST_LINE);
              Shown shown = Shown.of(one.prompt());
              assertThat(
                      new ScoreLine(5).read(one.answer(), shown) instanceof Score.Points
                          || WinnerLine.read(one.answer(), shown) != Winner.UNPARSABLE)
                  .isTrue();
            });
  }

  @ParameterizedTest
  @CsvSource({"0", "0.45", "1"})
  void shouldTeachSoManyWrongAnswers(double wrong) {
    Random random = new Random(8);
    Lessons lessons = new Lessons(WORLD, ASKING, new Mix(1, 0, 0), new Mistakes(wrong, 0, 0, 0, 0));

    double right =
        share(
            IntStream.range(0, MANY)
                .mapToObj(
                    i -> {
                      long seed = random.nextLong();
                      Question asked = WORLD.draw(new Random(seed), Split.TRAIN);
                      return asked.isRight(lessons.step(new Random(seed)).getFirst().answer());
                    }));

    assertThat(right).isCloseTo(1 - wrong, within(wrong % 1 == 0 ? 0 : 0.03));
  }

  @Test
  void shouldTurnVerdictsRound() {
    List<Lesson> straight = drawn(new Mix(0, 0, MANY), Mistakes.NONE);
    List<Lesson> turned = drawn(new Mix(0, 0, MANY), new Mistakes(0, 0, 0, 0, 1));

    assertThat(IntStream.range(0, MANY))
        .allSatisfy(i -> assertThat(winner(turned.get(i))).isNotEqualTo(winner(straight.get(i))));
  }

  private static char winner(Lesson lesson) {
    return lesson.answer().charAt(lesson.answer().length() - 1);
  }
}
