package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.consumers.trainer.TrainerStatus.Phase;
import io.hone.event.ConsumedRange;
import io.hone.event.ControlKind;
import io.hone.event.Measure;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.TrainingStep;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.TrainingEvent;
import io.hone.models.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trainers on a broker, with a model that really learns. */
@ExtendWith(Shared.class)
@Tag("slow")
class TrainerOnKafkaTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static TorchRuntime runtime;

  @TempDir private Path folder;
  private TrainerHouse house;
  private final List<PolicyTrainer> trainers = new ArrayList<>();

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(new TorchSettings("cpu", 1, TorchSettings.defaultCache()));
  }

  @AfterAll
  static void closeRuntime() {
    runtime.close();
  }

  @BeforeEach
  void build(TestBroker broker, TestRegistry registry) throws IOException {
    house = new TrainerHouse(broker, registry, folder);
  }

  @AfterEach
  void close() {
    trainers.forEach(PolicyTrainer::close);
    house.close();
  }

  private static Examiner.Ruling good(
      ModelVersion candidate, Optional<Path> files, Optional<ModelVersion> promoted) {
    return new Examiner.Ruling(true, "good", Map.of("win_rate", new Measure(0.6, 0.5, 0.7, 9L)));
  }

  private static void nobody(TrainerEvent event) {
    // Nobody listens.
  }

  private PolicyTrainer start(
      TrainerSettings settings, Examiner examiner, Consumer<TrainerEvent> listener) {
    PolicyTrainer trainer = house.start(settings, runtime, examiner, listener);
    trainers.add(trainer);
    return trainer;
  }

  private void await(String version, ModelState state) {
    org.awaitility.Awaitility.await(version + " " + state)
        .atMost(LONG)
        .until(() -> house.is(version, state));
  }

  /** The ids in the batch of a version. */
  private List<String> pairs(String state, String version) throws IOException {
    List<String> ids = new ArrayList<>();
    Path file = new RoundFolder(house.state(state), version).pairs();
    for (String line : Files.readAllLines(file)) {
      ids.add(new ObjectMapper().readTree(line).get("pair_id").asText());
    }
    return ids;
  }

  @Test
  void shouldMakeOneChainOfVersionsFromPairsThatAreEachLearnedOnce() throws IOException {
    start(house.settings("a"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    List<String> all = new ArrayList<>(house.finish(TrainerHouse.PROMPTS, "base"));
    await("v1", ModelState.PROMOTED);
    all.addAll(house.finish(TrainerHouse.PROMPTS, "v1"));

    await("v2", ModelState.PROMOTED);

    checkChain(all);
    ModelVersion v2 = house.version("v2");
    assertThat(v2.getMeasures()).containsKey("win_rate");
    assertThat(v2.getTraining().getIteration()).isEqualTo(1);
    assertThat(v2.getTraining().getActorPairs()).isEqualTo(TrainerHouse.PROMPTS);
    assertThat(v2.getTraining().getSteps()).isEqualTo(4);
    JsonNode round = new ObjectMapper().readTree(house.store().resolve("v2/round.json").toFile());
    assertThat(round.get("parent").asText()).isEqualTo("v1");
    assertThat(round.get("ranges")).hasSameSizeAs(v2.getTraining().getOffsets());
  }

  /** Two versions, one after the other, and each pair learned from once. */
  private void checkChain(List<String> all) throws IOException {
    assertThat(house.told())
        .containsExactly(
            "base PROMOTED",
            "v1 CANDIDATE",
            "v1 PROMOTED",
            "base RETIRED",
            "v2 CANDIDATE",
            "v2 PROMOTED",
            "v1 RETIRED");
    List<String> learned = new ArrayList<>(pairs("a", "v1"));
    learned.addAll(pairs("a", "v2"));
    assertThat(learned).containsExactlyInAnyOrderElementsOf(all);
    assertThat(house.version("v2").getParent()).isEqualTo("v1");
  }

  /** A death of the process, as far as one can be had inside it. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1;

    Death(String where) {
      super(where);
    }
  }

  /** Where a trainer can die: between any two things that last. */
  private static String point(TrainerEvent event) {
    return switch (event) {
      case TrainerEvent.Trains(String version, TrainingEvent.Step step) ->
          version + " step " + step.step();
      case TrainerEvent.Trains(String version, TrainingEvent.CheckpointWritten checkpoint) ->
          version + " checkpoint " + checkpoint.step();
      case TrainerEvent.Trains(String version, TrainingEvent.Finished finished) ->
          version + " result";
      case TrainerEvent.BatchWritten(String version, String parent, RoundCounts counts) ->
          version + " batch";
      case TrainerEvent.Stored(String version) -> version + " stored";
      case TrainerEvent.Examines(String version) -> version + " examines";
      case TrainerEvent.Examined(String version, Examiner.Ruling ruling) -> version + " examined";
      case TrainerEvent.Announced(ModelVersion version) ->
          version.getModel().getVersion() + " " + version.getState();
      default -> "";
    };
  }

  @Test
  void shouldEndInTheSameWhereverItDies() throws IOException {
    List<String> all = new ArrayList<>(house.finish(2 * TrainerHouse.PROMPTS, "base"));
    Set<String> died = ConcurrentHashMap.newKeySet();
    Consumer<TrainerEvent> deadly =
        event -> {
          String point = point(event);
          if (!point.isEmpty() && died.add(point)) throw new Death(point);
        };
    TrainerSettings settings = house.settings("a");
    start(settings, TrainerOnKafkaTest::good, deadly);
    org.awaitility.Awaitility.await()
        .atMost(LONG.multipliedBy(4))
        .until(
            () -> {
              if (trainers.getLast().died().isDone()) {
                trainers.getLast().close();
                start(settings, TrainerOnKafkaTest::good, deadly);
              }
              return house.is("v2", ModelState.PROMOTED);
            });

    assertThat(died)
        .contains(
            "base examines",
            "base examined",
            "base PROMOTED",
            "v1 batch",
            "v1 step 1",
            "v1 checkpoint 2",
            "v1 result",
            "v1 stored",
            "v1 CANDIDATE",
            "v1 examines",
            "v1 examined",
            "v1 PROMOTED",
            "v2 batch",
            "v2 stored",
            "v2 CANDIDATE");
    checkChain(all);
    Path v1 = undisturbed(settings, "v1", Optional.empty());
    Path v2 = undisturbed(settings, "v2", Optional.of(v1));
    assertThat(house.store().resolve("v1").resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(v1.resolve("adapter_model.safetensors"));
    assertThat(house.store().resolve("v2").resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(v2.resolve("adapter_model.safetensors"));
  }

  /** A second later at every look. */
  private static final class Ticking implements InstantSource {
    private final AtomicLong seconds = new AtomicLong();

    @Override
    public Instant instant() {
      return Facts.NOON.plusSeconds(seconds.incrementAndGet());
    }
  }

  private static void collect(TrainerEvent event, List<TrainingEvent.Step> into) {
    if (event instanceof TrainerEvent.Trains(String v, TrainingEvent.Step step)) into.add(step);
  }

  private static String told(TrainingEvent.Step step) {
    return "%d of %d: loss %s, margin %s, norm %s"
        .formatted(
            step.step(),
            step.steps(),
            step.loss(),
            step.preference().margin(),
            step.gradientNorm());
  }

  private static String told(TrainingStep step) {
    return "%d of %d: loss %s, margin %s, norm %s"
        .formatted(
            step.getStep(),
            step.getSteps(),
            step.getLoss(),
            step.getMargin(),
            step.getGradientNorm());
  }

  @Test
  void shouldTellWhatWasMeasuredAtEachStepAndAgainAfterADeath() {
    List<TrainingEvent.Step> measured = new CopyOnWriteArrayList<>();
    TrainerSettings settings = house.settings("a");
    house.finish(TrainerHouse.PROMPTS, "base");
    Consumer<TrainerEvent> deadly =
        event -> {
          collect(event, measured);
          if (point(event).equals("v1 step 2")) {
            // They may be lost with it.
            org.awaitility.Awaitility.await().atMost(LONG).until(() -> house.steps().size() == 2);
            throw new Death("v1 step 2");
          }
        };
    PolicyTrainer first =
        house.start(settings, runtime, TrainerOnKafkaTest::good, new Ticking(), deadly);
    trainers.add(first);
    org.awaitility.Awaitility.await().atMost(LONG).until(() -> first.died().isDone());
    first.close();

    trainers.add(
        house.start(
            settings,
            runtime,
            TrainerOnKafkaTest::good,
            new Ticking(),
            event -> collect(event, measured)));

    await("v1", ModelState.PROMOTED);
    org.awaitility.Awaitility.await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(house.steps().stream().map(TrainerOnKafkaTest::told))
                    .containsExactlyElementsOf(
                        measured.stream().map(TrainerOnKafkaTest::told).toList()));
    assertThat(house.steps()).extracting(TrainingStep::getStep).containsExactly(1L, 2L, 2L, 3L, 4L);
    assertThat(house.steps()).extracting(TrainingStep::getEpoch).containsExactly(1, 1, 1, 2, 2);
    assertThat(house.steps())
        .allMatch(each -> each.getVersion().equals("v1") && each.getPairs() == 3)
        .allMatch(each -> each.getRound() == 0 && each.getStaleness() == 0);
  }

  @Test
  void shouldTrainAsFastThoughNobodyTakesItsSteps() {
    house.loseTheTopicOfSteps();
    List<Long> moments = new CopyOnWriteArrayList<>();
    trainers.add(
        house.start(
            house.settings("a"),
            runtime,
            TrainerOnKafkaTest::good,
            new Ticking(),
            event -> {
              if (event instanceof TrainerEvent.Trains || event instanceof TrainerEvent.Stored) {
                moments.add(System.nanoTime());
              }
            }));
    house.finish(TrainerHouse.PROMPTS, "base");

    await("v1", ModelState.PROMOTED);

    // A producer waits for 5 s for a topic that is not there, and four steps are told.
    assertThat(Duration.ofNanos(moments.getLast() - moments.getFirst()))
        .isLessThan(Duration.ofSeconds(15));
    assertThat(house.version("v1").getTraining().getSteps()).isEqualTo(4);
  }

  private Path undisturbed(TrainerSettings settings, String version, Optional<Path> parent) {
    Path data = new RoundFolder(settings.state(), version).pairs();
    return TrainingRun.run(
        runtime,
        settings.learning().run(settings.model(), data, folder.resolve("again-" + version), parent),
        event -> {},
        () -> false);
  }

  @Test
  void shouldTakeOverFromATrainerThatEndsInTheMiddleOfARound() {
    PolicyTrainer first =
        start(house.settings("a"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    await("base", ModelState.PROMOTED);
    PolicyTrainer second =
        start(house.settings("b"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    org.awaitility.Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                first.status().phase() == Phase.COLLECTING
                    ^ second.status().phase() == Phase.COLLECTING);
    boolean firstActs = first.status().phase() == Phase.COLLECTING;
    house.finish(TrainerHouse.PROMPTS, "base");
    (firstActs ? first : second).close();

    await("v1", ModelState.PROMOTED);
    house.finish(TrainerHouse.PROMPTS, "v1");
    await("v2", ModelState.PROMOTED);

    assertThat(house.told()).doesNotHaveDuplicates();
    assertThat((firstActs ? second : first).status().phase()).isNotEqualTo(Phase.WAITING);
    assertThat(List.of(house.version("v1"), house.version("v2")))
        .allMatch(each -> each.getTraining().getActorPairs() == TrainerHouse.PROMPTS);
    assertThat(house.version("v2").getParent()).isEqualTo("v1");
  }

  @Test
  void shouldGoOnFromThePromotedVersionAfterARejection() {
    Examiner strict =
        (candidate, files, promoted) ->
            new Examiner.Ruling(
                !candidate.getModel().getVersion().equals("v1"), "as I say", Map.of());
    start(house.settings("a"), strict, TrainerOnKafkaTest::nobody);
    house.finish(TrainerHouse.PROMPTS, "base");
    await("v1", ModelState.REJECTED);
    house.finish(TrainerHouse.PROMPTS, "base");

    await("v2", ModelState.PROMOTED);

    assertThat(house.version("v1").getReason()).isEqualTo("as I say");
    assertThat(house.version("v2").getParent()).isEqualTo("base");
    assertThat(ends(house.version("v1"))).isEqualTo(starts(house.version("v2"), "v1"));
  }

  private Map<String, Long> ends(ModelVersion version) {
    Map<String, Long> ends = new ConcurrentHashMap<>();
    for (ConsumedRange each : version.getTraining().getOffsets()) {
      ends.put(each.getTopic() + each.getPartition(), each.getNextOffset());
    }
    return ends;
  }

  /** Where a round began, for the partitions that the one before had taken from. */
  private Map<String, Long> starts(ModelVersion version, String before) {
    Map<String, Long> starts = ends(house.version(before));
    for (ConsumedRange each : version.getTraining().getOffsets()) {
      starts.computeIfPresent(
          each.getTopic() + each.getPartition(), (k, v) -> each.getFromOffset());
    }
    return starts;
  }

  @Test
  void shouldObeyEachCommandOnce() {
    AtomicInteger examined = new AtomicInteger();
    Examiner counting =
        (candidate, files, promoted) -> {
          examined.incrementAndGet();
          return good(candidate, files, promoted);
        };
    List<TrainerEvent> events = new CopyOnWriteArrayList<>();
    PolicyTrainer first = start(house.settings("a"), counting, events::add);
    house.finish(TrainerHouse.PROMPTS, "base");
    await("v1", ModelState.PROMOTED);
    house.order("1", ControlKind.PAUSE, null);
    house.order("2", ControlKind.ROLLBACK, null);
    house.order("2", ControlKind.ROLLBACK, null);
    house.order("3", ControlKind.PROMOTE, "v9");
    await("v1", ModelState.ROLLED_BACK);
    await("base", ModelState.PROMOTED);
    org.awaitility.Awaitility.await()
        .atMost(LONG)
        .until(() -> events.stream().anyMatch(TrainerEvent.Refused.class::isInstance));
    house.finish(TrainerHouse.PROMPTS, "base");
    first.close();
    PolicyTrainer second = start(house.settings("a"), counting, events::add);
    org.awaitility.Awaitility.await()
        .atMost(LONG)
        .until(() -> second.status().phase() == Phase.PAUSED);
    assertThat(house.book().find("v2")).isEmpty();
    house.order("4", ControlKind.RESUME, null);

    await("v2", ModelState.PROMOTED);

    assertThat(house.version("v2").getParent()).isEqualTo("base");
    assertThat(house.told())
        .containsSubsequence("base PROMOTED", "v1 ROLLED_BACK", "v2 CANDIDATE")
        .containsOnlyOnce("v1 ROLLED_BACK");
    assertThat(examined).hasValue(3);
    assertThat(house.refused()).containsExactly("3: there is no version 'v9'; there are base, v1");
  }

  @Test
  void shouldPromoteAVersionThatSomebodyElseAnnounced() {
    start(house.settings("a"), TrainerOnKafkaTest::good, event -> {});
    await("base", ModelState.PROMOTED);
    house.announce(
        ModelVersion.newBuilder(house.version("base"))
            .setModel(new ModelRef("policy", "other"))
            .setState(ModelState.RETIRED)
            .build());
    house.order("1", ControlKind.PROMOTE, "other");

    await("other", ModelState.PROMOTED);

    await("base", ModelState.RETIRED);
    assertThat(house.refused()).isEmpty();
  }

  @Test
  void shouldRefuseAVersionThatStandsOnAnotherBase() {
    start(house.settings("a"), TrainerOnKafkaTest::good, event -> {});
    await("base", ModelState.PROMOTED);
    house.announce(
        ModelVersion.newBuilder(house.version("base"))
            .setModel(new ModelRef("policy", "strange"))
            .setBase("f".repeat(64))
            .setState(ModelState.RETIRED)
            .build());
    house.order("1", ControlKind.PROMOTE, "strange");

    org.awaitility.Awaitility.await().atMost(LONG).until(() -> !house.refused().isEmpty());

    assertThat(house.refused()).containsExactly("1: there is no version 'strange'; there are base");
    assertThat(house.book().promoted()).contains(house.version("base"));
  }

  @Test
  void shouldRejectARoundThatDivergesAndSayWhy() {
    start(house.settings("a", 1e30), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    house.finish(TrainerHouse.PROMPTS, "base");

    await("v1", ModelState.REJECTED);

    assertThat(house.version("v1").getReason())
        .startsWith("training failed: ")
        .contains("diverged");
    assertThat(house.version("v1").getTraining().getActorPairs()).isEqualTo(TrainerHouse.PROMPTS);
    assertThat(house.version("v1").getArtifact()).isNull();
    assertThat(house.is("base", ModelState.PROMOTED)).isTrue();
  }

  @Test
  void shouldWaitForADiskThatCannotBeWrittenTo() throws IOException {
    Path blocked = Files.createFile(house.state("a"));
    PolicyTrainer trainer =
        start(house.settings("a"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    house.finish(TrainerHouse.PROMPTS, "base");
    org.awaitility.Awaitility.await()
        .atMost(LONG)
        .until(() -> trainer.status().reason().contains(blocked.toString()));
    Files.delete(blocked);

    await("v1", ModelState.PROMOTED);

    assertThat(house.told()).doesNotHaveDuplicates();
  }

  @Test
  void shouldUseTheNextNameIfOtherFilesLieUnderOne() throws IOException {
    Files.createDirectories(house.store().resolve("v1"));
    Files.writeString(house.store().resolve("v1/adapter_model.safetensors"), "another trainer's");
    start(house.settings("a"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    List<String> all = house.finish(TrainerHouse.PROMPTS, "base");

    await("v2", ModelState.PROMOTED);

    assertThat(house.is("v1", ModelState.REJECTED)).isTrue();
    assertThat(house.version("v1").getTraining()).isNull();
    assertThat(pairs("a", "v2")).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void shouldRefuseToGoOnWithAnotherBase() {
    PolicyTrainer first =
        start(house.settings("a"), TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);
    await("base", ModelState.PROMOTED);
    first.close();
    TrainerSettings mine = house.settings("b");
    TrainerSettings other =
        new TrainerSettings(
            mine.namespace(),
            mine.name(),
            mine.seed(),
            "0".repeat(64),
            mine.model(),
            mine.state(),
            mine.rules(),
            mine.learning());

    PolicyTrainer second = start(other, TrainerOnKafkaTest::good, TrainerOnKafkaTest::nobody);

    assertThat(second.died())
        .succeedsWithin(LONG)
        .asString()
        .contains(house.run().run())
        .contains(mine.base())
        .contains("0".repeat(64));
  }
}
