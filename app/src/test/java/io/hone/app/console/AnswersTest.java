package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Moments;
import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.statistics.Figures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first look at two pages says. */
class AnswersTest {
  private static ModelVersion version(
      String name, @Nullable String parent, ModelState state, Map<String, Measure> measures) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", name))
        .setParent(parent)
        .setBase("b")
        .setForm(ModelForm.ADAPTER)
        .setState(state)
        .setMeasures(measures)
        .setRun("main")
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  private static Map<String, Measure> measured(String name, double low, double value, double high) {
    return Map.of(name, new Measure(value, low, high, 100L));
  }

  @ParameterizedTest
  @CsvSource({
    "0.60, 0.65, 0.70, BETTER, v1 answers better than base: 65.0 % (60.0 to 70.0) of its answers are right; against 50.0 % (45.0 to 55.0).",
    "0.50, 0.58, 0.66, UNCLEAR, v1 cannot be told from base",
    "0.20, 0.30, 0.40, WORSE, v1 answers worse than base"
  })
  void shouldSayBetterOnlyWhereTheIntervalsDoNotTouch(
      double low, double value, double high, BetterAnswer.Kind kind, String sentence) {
    VersionBook book =
        VersionBook.of(
            List.of(
                version(
                    "base", null, ModelState.RETIRED, measured("actor_accuracy", 0.45, 0.5, 0.55)),
                version(
                    "v1",
                    "base",
                    ModelState.PROMOTED,
                    measured("actor_accuracy", low, value, high))));

    BetterAnswer answer = BetterAnswer.of(book);

    assertThat(answer.kind()).isEqualTo(kind);
    assertThat(answer.sentence()).startsWith(sentence.replace(';', ','));
  }

  @Test
  void shouldCompareWithTheParentWhereNobodyKnowsWhatIsRight() {
    VersionBook book =
        VersionBook.of(
            List.of(
                version("base", null, ModelState.RETIRED, Map.of()),
                version("v1", "base", ModelState.PROMOTED, measured("win_rate", 0.55, 0.6, 0.65))));

    BetterAnswer answer = BetterAnswer.of(book);

    assertThat(answer.kind()).isEqualTo(BetterAnswer.Kind.BETTER);
    assertThat(answer.sentence())
        .isEqualTo(
            "v1 is preferred to its parent base: it wins 60.0 % (55.0 to 65.0) of 100 comparisons.");
  }

  @Test
  void shouldWaitWhileTheFirstVersionServes() {
    VersionBook book =
        VersionBook.of(
            List.of(
                version("base", null, ModelState.PROMOTED, Map.of()),
                version("v1", "base", ModelState.REJECTED, Map.of())));

    assertThat(BetterAnswer.of(VersionBook.EMPTY).kind()).isEqualTo(BetterAnswer.Kind.WAITING);
    assertThat(BetterAnswer.of(book).sentence())
        .isEqualTo(
            "base, where it all began, still serves: no later version has been promoted and kept.");
  }

  private static Figures judged(long judgements, double mean, Map<String, Long> counts) {
    return Figures.of(
        WindowedStatistics.newBuilder()
            .setRun("main")
            .setStage(Stage.JUDGE)
            .setVersion("v1")
            .setWindowStart(Instant.EPOCH)
            .setWindowEnd(Instant.EPOCH.plusSeconds(10))
            .setCounts(counts)
            .setMoments(
                Map.of(
                    "score",
                    new Moments(
                        judgements,
                        judgements * mean,
                        judgements * mean * mean,
                        0d,
                        5d,
                        List.of(),
                        List.of())))
            .build());
  }

  @ParameterizedTest
  @CsvSource({
    "4.0, 40, 60, 63, 37, TRUST",
    "4.8, 40, 60, 63, 37, DOUBT",
    "4.0, 69, 31, 63, 37, DOUBT",
    "4.0, 31, 69, 63, 37, DOUBT",
    "4.0, 40, 60, 98, 2, DOUBT"
  })
  void shouldDoubtAJudgeThatFailsAsThePapersDid(
      double mean, long first, long second, long wins, long loses, JudgeAnswer.Kind kind) {
    Map<String, Long> counts =
        Map.of(
            "judgements.valid", 100L,
            "verdicts.first", first,
            "verdicts.second", second,
            "higher.wins", wins,
            "higher.loses", loses);

    assertThat(JudgeAnswer.of("v1", judged(100, mean, counts)).kind()).isEqualTo(kind);
  }

  @Test
  void shouldNotJudgeByAHandfulOfVerdicts() {
    Map<String, Long> counts =
        Map.of("judgements.valid", 100L, "verdicts.first", 10L, "verdicts.second", 0L);

    JudgeAnswer answer = JudgeAnswer.of("v1", judged(100, 4, counts));

    assertThat(answer.kind()).isEqualTo(JudgeAnswer.Kind.TRUST);
    assertThat(answer.sentence()).contains("too few verdicts");
    assertThat(JudgeAnswer.of("v1", judged(49, 5, Map.of())).kind())
        .isEqualTo(JudgeAnswer.Kind.WAITING);
  }
}
