package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.stack.TopicUsage;
import io.hone.app.status.RunAccount;
import io.hone.consumers.calls.SourceCounts;
import io.hone.consumers.inference.StageCounts;
import io.hone.consumers.inference.WorkerReport;
import io.hone.consumers.trainer.TrainerStatus;
import io.hone.consumers.versions.VersionEvent;
import io.hone.event.CallErrorKind;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.OutcomeStatus;
import io.hone.event.Stage;
import io.hone.event.Training;
import io.hone.models.train.TrainingEvent;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.episode.EpisodeCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_500);

  private static Map<String, Double> read(Source source) {
    Readings readings = new Readings();
    source.read(readings);
    Map<String, Double> named = new TreeMap<>();
    readings
        .all()
        .forEach(
            (key, value) ->
                named.put(
                    String.join(" ", key.meter().title(), String.join(" ", key.values())).strip(),
                    value));
    return named;
  }

  private static ModelVersion version(
      String name, @Nullable String parent, ModelState state, Map<String, Measure> measures) {
    Training training = parent == null ? null : new Training("hash", 0, 10L, 2L, 1L, 5L, List.of());
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("seed", name))
        .setParent(parent)
        .setBase("sha")
        .setForm(ModelForm.ADAPTER)
        .setState(state)
        .setTraining(training)
        .setMeasures(measures)
        .setRun("main")
        .setChangedAt(AT)
        .build();
  }

  private static RunAccount account() {
    VersionBook versions =
        VersionBook.of(
            List.of(
                version(
                    "base",
                    null,
                    ModelState.RETIRED,
                    Map.of("x", new Measure(0.5, null, null, 9L))),
                version(
                    "v1",
                    "base",
                    ModelState.PROMOTED,
                    Map.of("x", new Measure(0.6, 0.4, 0.8, 9L)))));
    return new RunAccount(
        AT,
        9,
        Map.of(OutcomeStatus.PAIRED, 4L, OutcomeStatus.NO_PAIR, 2L, OutcomeStatus.DEAD, 1L),
        8,
        1000,
        3,
        0,
        Map.of("too-long", 1L),
        Map.of("calls", 70L),
        versions,
        Map.of(Stage.META_JUDGE, 5L),
        List.of(
            new TopicUsage(
                "hone.main.prompts",
                4,
                9,
                900,
                List.of(new TopicUsage.Lag("hone.main.episodes", "Streams", 2)))));
  }

  @Test
  void shouldShowTheAccountAndTheVersions() {
    Map<String, Double> read = read(new RunSource(() -> Optional.of(account())));

    assertThat(read)
        .containsEntry("hone_prompts_accepted", 9.0)
        .containsEntry("hone_prompts_ended paired", 4.0)
        .containsEntry("hone_prompts_ended no_pair", 2.0)
        .containsEntry("hone_prompts_ended dead", 1.0)
        .containsEntry("hone_prompts_reason too-long", 1.0)
        .containsEntry("hone_calls_waiting meta_judge", 5.0)
        .containsEntry("hone_topic_lag hone.main.prompts hone.main.episodes", 2.0)
        .containsEntry("hone_run_read_timestamp_seconds", 1.5)
        .containsEntry("hone_version_state v1 promoted", 1.0)
        .containsEntry("hone_version_pairs v1 stale", 1.0)
        .containsEntry("hone_version_measure_low v1 x", 0.4)
        .containsEntry("hone_promoted_measure x", 0.6)
        .containsEntry("hone_parent_measure x", 0.5)
        .doesNotContainKey("hone_version_measure_low base x");
  }

  @Test
  void shouldShowNothingOfARunThatWasNotReadYet() {
    assertThat(read(new RunSource(Optional::empty))).isEmpty();
  }

  @Test
  void shouldShowTheEpisodes() {
    EpisodeCounts.Reading counts =
        new EpisodeCounts.Reading(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);

    Map<String, Double> read = read(into -> EpisodesSource.read(counts, into));

    assertThat(read)
        .containsEntry("hone_episodes_accepted_total", 1.0)
        .containsEntry("hone_episodes_duplicates_total prompt", 2.0)
        .containsEntry("hone_episodes_open", 3.0)
        .containsEntry("hone_episodes_waiting", 4.0)
        .containsEntry("hone_episodes_facts_total", 5.0)
        .containsEntry("hone_episodes_duplicates_total completion", 6.0)
        .containsEntry("hone_episodes_failed_attempts_total", 7.0)
        .containsEntry("hone_episodes_asked_again_total", 8.0)
        .containsEntry("hone_episodes_given_up_total", 9.0)
        .containsEntry("hone_episodes_dead_letters_total", 10.0)
        .containsEntry("hone_episodes_ended_total paired", 11.0)
        .containsEntry("hone_episodes_ended_total no_pair", 12.0)
        .containsEntry("hone_episodes_ended_total dead", 13.0);
  }

  @Test
  void shouldShowTheCalls() {
    StageCounts judge =
        new StageCounts(
            6,
            12,
            Map.of(CallErrorKind.TIMEOUT, 2L),
            9,
            1,
            0,
            new StageCounts.Cost(1500, 250, 70, 80));
    WorkerReport report =
        new WorkerReport(
            AT, 3, 4, new SourceCounts(7, 10, 2, 8, 1, 0), Map.of(Topic.CALLS_JUDGE, judge));

    Map<String, Double> read =
        read(
            new WorkerSource(
                () -> report,
                () -> Map.of("v1", new VersionEvent.Loaded("v1", Duration.ZERO, Duration.ZERO))));

    assertThat(read)
        .containsEntry("hone_calls_at_model", 3.0)
        .containsEntry("hone_calls_for_slot", 4.0)
        .containsEntry("hone_calls_held", 7.0)
        .containsEntry("hone_calls_answered_total judge", 6.0)
        .containsEntry("hone_calls_failed_total judge timeout", 2.0)
        .containsEntry("hone_calls_latency_seconds_total judge", 1.5)
        .containsEntry("hone_calls_queued_seconds_total judge", 0.25)
        .containsEntry("hone_calls_tokens_total judge prompt", 70.0)
        .containsEntry("hone_calls_tokens_total judge completion", 80.0)
        .containsEntry("hone_deliveries_total redelivered", 2.0)
        .containsEntry("hone_worker_version v1 loaded", 1.0);
  }

  @Test
  void shouldShowTheTrainer() {
    TrainerStatus status = new TrainerStatus(TrainerStatus.Phase.TRAINING, "v2", 5, 18, 60, "", AT);
    TrainingEvent.Step step =
        new TrainingEvent.Step(
            5,
            18,
            1,
            2,
            0.69,
            1,
            1e-4,
            2,
            new TrainingEvent.Preference(0.69, 0.1, -0.2, 0.3, 0.8, 0.05),
            new TrainingEvent.Speed(1, 100, 100, 2, 0));

    Map<String, Double> read = read(new TrainerSource(() -> status, () -> Optional.of(step)));

    assertThat(read)
        .containsEntry("hone_trainer_phase training", 1.0)
        .containsEntry("hone_trainer_phase stuck", 0.0)
        .containsEntry("hone_trainer_done", 5.0)
        .containsEntry("hone_trainer_wanted", 18.0)
        .containsEntry("hone_trainer_pairs", 60.0)
        .containsEntry("hone_trainer_loss", 0.69)
        .containsEntry("hone_trainer_reward rejected", -0.2)
        .containsEntry("hone_trainer_kl", 0.05)
        .containsEntry("hone_trainer_gradient_norm", 2.0);
    assertThat(RoleWatch.stuck(status)).isEmpty();
  }

  @Test
  void shouldNotBeReadyWhileStuck() {
    TrainerStatus status =
        new TrainerStatus(TrainerStatus.Phase.STUCK, "v2", 0, 0, 0, "the disk is full", AT);

    assertThat(RoleWatch.stuck(status))
        .hasValueSatisfying(why -> assertThat(why).contains("the disk is full"));
  }
}
