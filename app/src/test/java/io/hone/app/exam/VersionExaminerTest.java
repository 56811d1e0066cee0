package io.hone.app.exam;

import static io.hone.app.exam.FakeHost.actor;
import static io.hone.app.exam.FakeHost.fails;
import static io.hone.app.exam.FakeHost.honest;
import static io.hone.app.exam.FakeHost.honestComparer;
import static io.hone.app.exam.FakeHost.honestJudge;
import static io.hone.app.exam.FakeHost.says;
import static io.hone.app.exam.FakeHost.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.consumers.trainer.Examiner.Ruling;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.event.Artifact;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.models.ModelException;
import io.hone.models.scripted.Answer;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionExaminerTest {
  private static final String BASE = "b".repeat(64);
  private static final ModelVersion FIRST = announced("base", null);
  private static final ModelVersion CANDIDATE =
      announced("v1", new Artifact("store/v1", List.of()));
  private static final Path FOLDER = Path.of("v1");

  @TempDir Path dir;
  private final Map<String, String> settings = new HashMap<>();
  private final FakeHost host = new FakeHost(honest(0));

  private static ModelVersion announced(String name, @Nullable Artifact artifact) {
    return announced(name, BASE, artifact);
  }

  private static ModelVersion announced(String name, String base, @Nullable Artifact artifact) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", name))
        .setBase(base)
        .setForm(artifact == null ? ModelForm.FULL : ModelForm.ADAPTER)
        .setArtifact(artifact)
        .setMeasures(Map.of())
        .setState(ModelState.CANDIDATE)
        .setRun("main")
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  @BeforeEach
  void askHundredPrompts() throws IOException {
    String prompts =
        IntStream.range(0, 100)
            .mapToObj(i -> "Tell me about number " + i)
            .collect(Collectors.joining("\n"));
    settings.put("exam.prompts", Files.writeString(dir.resolve("prompts.txt"), prompts).toString());
  }

  private VersionExaminer examiner(ArtifactStore store) {
    Config config = ConfigReader.read(Optional.empty(), Map.of(), settings);
    return new VersionExaminer(
        host,
        host,
        store,
        new VersionExaminer.Base("base", BASE),
        ExamSettings.of(config),
        Rules.of(config),
        Templates.builtIn());
  }

  private Ruling examined(Answer behaviour) {
    host.knows("v1", behaviour);
    return examiner(new FolderStore(Map.of()))
        .examine(CANDIDATE, Optional.of(FOLDER), Optional.of(FIRST));
  }

  private static double at(Ruling ruling, String name) {
    return measure(ruling, name).getValue();
  }

  private static Measure measure(Ruling ruling, String name) {
    return Optional.ofNullable(ruling.measures().get(name)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "scores"})
  void shouldPromoteAnEqualVersionWithAWinRateAroundAHalf(String comparison) {
    settings.put("exam.comparison", comparison);

    Ruling ruling = examined(honest(0));

    Measure rate = measure(ruling, "win_rate");
    assertThat(ruling.promoted()).isTrue();
    assertThat(rate.getValue()).isBetween(0.35, 0.65);
    assertThat(rate.getLow()).isLessThan(0.5);
    assertThat(rate.getHigh()).isGreaterThan(0.5);
    assertThat(rate.getCount()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "scores"})
  void shouldPromoteABetterVersion(String comparison) {
    settings.put("exam.comparison", comparison);

    Ruling ruling = examined(honest(2));

    assertThat(ruling.promoted()).isTrue();
    assertThat(measure(ruling, "win_rate").getLow()).isGreaterThan(0.8);
    assertThat(at(ruling, "mean_score")).isBetween(3.5, 4.5);
    assertThat(ruling.reason()).contains("win_rate 0.", "100 observations", "against base");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "scores"})
  void shouldRejectAWorseVersion(String comparison) {
    settings.put("exam.comparison", comparison);
    Answer worse = version(says("An answer of quality 0."), honestJudge(), honestComparer());

    Ruling ruling = examined(worse);

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).contains("win_rate 0.0", "(promote.win-rate)");
  }

  @Test
  void shouldRejectAJudgeThatGivesEverythingAFive() {
    Ruling ruling = examined(version(actor(1), says("Fine.\nScore: 5"), honestComparer()));

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason())
        .startsWith("judge.score_5 1.00")
        .endsWith("is surely above 0.80 (promote.one-score)");
    assertThat(at(ruling, "judge.score_5")).isEqualTo(1);
  }

  @Test
  void shouldAllowAJudgeOfFivesWhereThePromotedVersionGivesFivesToo() {
    FakeHost generous = new FakeHost(version(actor(0), says("Fine.\nScore: 5"), honestComparer()));
    generous.knows("v1", version(actor(0), says("Good.\nScore: 5"), honestComparer()));
    Config config = ConfigReader.read(Optional.empty(), Map.of(), settings);

    Ruling ruling =
        new VersionExaminer(
                generous,
                generous,
                new FolderStore(Map.of()),
                new VersionExaminer.Base("base", BASE),
                ExamSettings.of(config),
                Rules.of(config),
                Templates.builtIn())
            .examine(CANDIDATE, Optional.of(FOLDER), Optional.of(FIRST));

    assertThat(ruling.promoted()).isTrue();
  }

  @Test
  void shouldRejectAJudgeThatCannotBeRead() {
    Ruling ruling = examined(version(actor(1), says("Score: many out of few"), honestComparer()));

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason())
        .startsWith("judge.parse_failures 1.00")
        .endsWith("(promote.parse-failures)");
  }

  @Test
  void shouldRejectAJudgeThatPrefersThePlace() {
    Ruling ruling = examined(version(actor(1), honestJudge(), says("Fine.\nWinner: Response A")));

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason())
        .startsWith("judge.order_consistency 0.00")
        .endsWith("(promote.order-consistency)");
  }

  @Test
  void shouldRejectAVersionThatTalksTooMuch() {
    Answer talkative =
        (request, sample, random) ->
            actor(2).text(request, sample, random) + " And so on.".repeat(30);

    Ruling ruling = examined(version(talkative, honestJudge(), honestComparer()));

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).startsWith("length_ratio ").endsWith("(promote.length-most)");
  }

  @Test
  void shouldMeasureAndPromoteTheFirstVersion() {
    Ruling ruling =
        examiner(new FolderStore(Map.of())).examine(FIRST, Optional.empty(), Optional.empty());

    assertThat(ruling.promoted()).isTrue();
    assertThat(ruling.measures())
        .containsKeys("mean_score", "mean_length", "judge.parse_failures", "judge.score_1")
        .doesNotContainKeys("win_rate", "length_ratio");
    assertThat(host.everLoaded()).isEmpty();
  }

  @Test
  void shouldCompareWithAPromotedVersionOfTheStore() {
    host.knows("v1", honest(3)).knows("v2", honest(0));
    ModelVersion second = announced("v2", new Artifact("store/v2", List.of()));

    Ruling ruling =
        examiner(new FolderStore(Map.of("v1", Path.of("v1"))))
            .examine(second, Optional.of(Path.of("v2")), Optional.of(CANDIDATE));

    assertThat(ruling.reason()).contains("win_rate 0.0");
    assertThat(host.everLoaded()).containsExactly("exam-v2", "exam-v1");
    assertThat(host.versions()).containsExactly("base");
  }

  @Test
  void shouldLeaveWhatAWorkerHasLoaded() {
    host.knows("v1", honest(0));
    host.load("v1", FOLDER).block();

    Ruling ruling = examined(honest(0));

    assertThat(ruling.promoted()).isTrue();
    assertThat(host.versions()).containsExactly("base", "v1");
  }

  @Test
  void shouldTakeAwayWhatAnExaminationCutOffHasLeft() {
    host.knows("v1", honest(0));
    host.load("exam-v1", FOLDER).block();

    Ruling ruling = examined(honest(0));

    assertThat(ruling.promoted()).isTrue();
    assertThat(host.versions()).containsExactly("base");
  }

  @Test
  void shouldRejectAVersionOfAnotherBase() {
    ModelVersion foreign = announced("v1", "c".repeat(64), CANDIDATE.getArtifact());

    Ruling ruling =
        examiner(new FolderStore(Map.of()))
            .examine(foreign, Optional.of(FOLDER), Optional.of(FIRST));

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).contains("c".repeat(64), BASE);
    assertThat(host.everLoaded()).isEmpty();
  }

  @Test
  void shouldRejectAFolderThatCannotBeLoaded() {
    Ruling ruling =
        examiner(new FolderStore(Map.of()))
            .examine(CANDIDATE, Optional.of(Path.of("nowhere")), Optional.of(FIRST));

    assertThat(ruling).isEqualTo(new Ruling(false, "There is no nowhere.", Map.of()));
  }

  @Test
  void shouldRejectAVersionThatCannotAnswer() {
    Ruling ruling = examined(fails(ModelException.permanent("Its logits are not numbers.")));

    assertThat(ruling).isEqualTo(new Ruling(false, "Its logits are not numbers.", Map.of()));
    assertThat(host.versions()).containsExactly("base");
  }

  @Test
  void shouldNotBlameTheCandidateForThePromotedVersion() {
    host.knows("v2", honest(0));
    ModelVersion second = announced("v2", new Artifact("store/v2", List.of()));

    assertThatThrownBy(
            () ->
                examiner(new FolderStore(Map.of()))
                    .examine(second, Optional.of(Path.of("v2")), Optional.of(CANDIDATE)))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.TRANSIENT))
        .hasMessage(
            "Version v1, with which a candidate is to be compared, cannot be asked: v1 is away");
    assertThat(host.versions()).containsExactly("base");
  }

  @Test
  void shouldPromoteUnmeasuredWithoutAnythingToAsk() {
    settings.remove("exam.prompts");

    Ruling ruling = examined(honest(0));

    assertThat(ruling)
        .isEqualTo(
            new Ruling(
                true,
                "nothing was measured, because neither exam.prompts nor exam.world is set",
                Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pairwise", "scores"})
  void shouldMeasureAgreementWithLabels(String comparison) throws IOException {
    settings.put("exam.comparison", comparison);
    String labels =
        """
        {"prompt": "a", "response": "quality 3", "score": 3}
        {"prompt": "a", "response": "quality 3", "score": 1}

        {"prompt": "a", "chosen": "quality 4", "rejected": "quality 2"}
        {"prompt": "a", "chosen": "quality 2", "rejected": "quality 4"}
        """;
    settings.put("exam.labels", Files.writeString(dir.resolve("labels.jsonl"), labels).toString());

    Ruling ruling = examined(honest(0));

    assertThat(at(ruling, "judge.agreement")).isEqualTo(0.5);
    assertThat(measure(ruling, "judge.agreement").getCount()).isEqualTo(4);
  }

  @Test
  void shouldEndWhenItIsInterrupted() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Answer endless =
        (request, sample, random) -> {
          asked.countDown();
          throw ModelException.transientFailure("busy", null);
        };
    Thread examining = new Thread(() -> examined(endless));
    AtomicReference<Throwable> ended = new AtomicReference<>();
    examining.setUncaughtExceptionHandler((thread, failure) -> ended.set(failure));
    examining.start();
    asked.await();

    examining.interrupt();

    examining.join();
    assertThat(ended.get()).hasRootCauseInstanceOf(InterruptedException.class);
    assertThat(host.versions()).containsExactly("base");
  }

  @Test
  void shouldAlwaysFindTheSame() {
    Ruling once = examined(honest(1));
    Ruling again = examined(honest(1));

    assertThat(again).isEqualTo(once);
  }
}
