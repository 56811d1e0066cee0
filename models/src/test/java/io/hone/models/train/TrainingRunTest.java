package io.hone.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hone.models.ModelException;
import io.hone.models.decode.Stories;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.AtomicFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.ModelFolder;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.TrainingRuns.Draft;
import io.hone.models.train.TrainingRuns.Losses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs: what they tell, what they leave behind, and how they go on. */
class TrainingRunTest {
  private static TorchRuntime runtime;
  @TempDir private Path folder;
  private Path data = Path.of("");
  private Draft draft = new Draft(data, data);

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(TorchSettings.defaults());
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @BeforeEach
  void write() {
    data = TrainingRuns.pairs(folder.resolve("pairs.jsonl"));
    draft = new Draft(data, folder.resolve("out"));
  }

  /** The three ways of learning, each with its own reference. */
  enum Learns {
    NEW_ADAPTER,
    ADAPTER,
    EVERYTHING;

    void apply(Draft draft, Path folder) {
      switch (this) {
        case NEW_ADAPTER -> {}
        case ADAPTER ->
            draft.learns =
                new TrainingSettings.Learns.Adapter(
                    Stories.adapter(folder.resolve("start"), 3, 0.2f));
        case EVERYTHING -> {
          draft.learns = new TrainingSettings.Learns.Everything();
          draft.rate = LearningRate.cosine(2e-4, 2);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Learns.class)
  void shouldBeginAtLnTwoAndLearn(Learns learns) {
    learns.apply(draft, folder);
    draft.method = new TrainingSettings.Method.Preference(Objective.sigmoid(0.1));
    draft.epochs = 6;
    List<TrainingEvent.Step> steps = new ArrayList<>();

    TrainingRuns.run(runtime, draft, event -> collect(event, TrainingEvent.Step.class, steps::add));

    assertThat(steps.getFirst().loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(steps.getFirst().preference().margin()).isCloseTo(0, within(1e-5));
    assertThat(steps.getLast().loss()).isLessThan(Math.log(2) - 0.05);
    assertThat(steps.getLast().preference().margin()).isPositive();
    assertThat(steps.getLast().preference().accuracy()).isEqualTo(1);
    assertThat(steps).hasSize(18).allSatisfy(step -> assertThat(step.gradientNorm()).isPositive());
  }

  @Test
  void shouldTellWhatItDoes() {
    List<TrainingEvent> events = new ArrayList<>();

    Path result = TrainingRuns.run(runtime, draft, events::add);

    assertThat(events.getFirst())
        .isInstanceOfSatisfying(
            TrainingEvent.Started.class,
            started -> {
              assertThat(started.items()).isEqualTo(6);
              assertThat(started.leftOut()).isZero();
              assertThat(started.steps()).isEqualTo(6);
              assertThat(started.trainableParameters())
                  .isEqualTo(5L * 2 * (64 + 64 + 64 + 32 + 172 + 64));
            });
    assertThat(events.getLast()).isEqualTo(new TrainingEvent.Finished(6, result));
    assertThat(events.stream().filter(TrainingEvent.CheckpointWritten.class::isInstance))
        .hasSize(2);
    assertThat(events.stream().filter(TrainingEvent.Step.class::isInstance))
        .hasSize(6)
        .allSatisfy(
            event -> {
              TrainingEvent.Speed speed = ((TrainingEvent.Step) event).speed();
              assertThat(speed.paddingShare()).isBetween(0.0, 0.1);
              assertThat(speed.tokens()).isPositive();
              assertThat(speed.tokensPerSecond()).isPositive();
              assertThat(speed.itemsPerSecond()).isPositive();
            });
  }

  @Test
  void shouldLeaveAnAdapterThatOthersRead() {
    Path result = TrainingRuns.run(runtime, draft, event -> {});

    AtomicFolder.verify(result);
    try (AdapterFolder adapter = AdapterFolder.open(result, ModelConfig.read(Stories.folder()))) {
      assertThat(adapter.config().rank()).isEqualTo(2);
      assertThat(adapter.config().alpha()).isEqualTo(4);
    }
    assertThat(folder.resolve("out.checkpoints")).doesNotExist();
  }

  @Test
  void shouldLeaveAModelThatOthersRead() {
    Learns.EVERYTHING.apply(draft, folder);

    Path result = TrainingRuns.run(runtime, draft, event -> {});

    AtomicFolder.verify(result);
    try (ModelFolder model = ModelFolder.open(result)) {
      assertThat(model.config()).isEqualTo(ModelConfig.read(Stories.folder()));
    }
    assertThat(result.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(Stories.folder().resolve("tokenizer.json"));
  }

  @ParameterizedTest
  @EnumSource(Learns.class)
  void shouldGoOnAfterAStopAsIfThereHadBeenNone(Learns learns) {
    learns.apply(draft, folder);
    draft.checkpointEvery = 4;
    Losses straight = new Losses();
    TrainingRuns.run(runtime, draft, straight);
    draft.out = folder.resolve("again");
    Losses broken = new Losses();
    for (int stop = 1; stop <= 5; stop++) {
      AtomicInteger asked = new AtomicInteger();
      // Full fine-tuning asks once more, after the references.
      int patience = learns == Learns.EVERYTHING && stop == 1 ? 2 : 1;
      assertThatThrownBy(
              () ->
                  TrainingRuns.run(
                      runtime, draft, broken, () -> asked.incrementAndGet() > patience))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("stopped after step " + stop + " of 6");
    }

    TrainingRuns.run(runtime, draft, broken);

    assertThat(broken.bySteps).isEqualTo(straight.bySteps).hasSize(6);
    assertSameWeights(folder.resolve("again"), folder.resolve("out"));
  }

  @Test
  void shouldDoNothingWhenRunAgainAfterItsEnd() throws IOException {
    TrainingRuns.run(runtime, draft, event -> {});
    Files.createDirectories(folder.resolve("out.checkpoints/step-0000000004"));
    List<TrainingEvent> events = new ArrayList<>();

    TrainingRuns.run(runtime, draft, events::add);

    assertThat(events).containsExactly(new TrainingEvent.Finished(6, folder.resolve("out")));
    assertThat(folder.resolve("out.checkpoints")).doesNotExist();
  }

  @Test
  void shouldNameWhatIsOtherThanInTheRunThatItWouldGoOnWith() throws IOException {
    stopEarly();

    draft.rate = LearningRate.cosine(1e-3, 2);
    assertRefused("was begun with learning rate 0.005, not 0.001");
    draft.rate = LearningRate.cosine(5e-3, 2);
    draft.method = new TrainingSettings.Method.Preference(Objective.sigmoid(0.2));
    assertRefused("was begun with beta 0.1, not 0.2");
    draft.method = new Draft(data, data).method;
    draft.seed = 8;
    assertRefused("was begun with seed 7, not 8");
    draft.seed = 7;
    Files.writeString(data, Files.readString(data).replace("Lily", "Lucy"));
    assertRefused("was begun with another content of the data file");
  }

  @Test
  void shouldRefuseAPlaceThatIsTaken() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    assertRefused("exists and is not the result of a training run");
    draft.out = folder.resolve("other");
    try (Checkpoints.Lock lock = new Checkpoints(folder.resolve("other.checkpoints"), 1).lock()) {
      assertThat(lock.channel().isOpen()).isTrue();
      assertRefused("Another training run is writing to");
    }
  }

  @Test
  void shouldLeaveOutAndCountWhatIsTooLong() {
    draft.maxTokens = OptionalLong.of(20);
    List<TrainingEvent.Started> started = new ArrayList<>();

    TrainingRuns.run(
        runtime, draft, event -> collect(event, TrainingEvent.Started.class, started::add));

    assertThat(started.getFirst().leftOut()).isPositive();
    assertThat(started.getFirst().items() + started.getFirst().leftOut()).isEqualTo(6);
    draft.out = folder.resolve("other");
    draft.maxTokens = OptionalLong.of(2);
    assertRefused("None of the 6 rows of " + data + " fits into 2 tokens");
  }

  @Test
  void shouldSayThatTrainingDivergedAndKeepTheCheckpoint() {
    Learns.EVERYTHING.apply(draft, folder);
    draft.checkpointEvery = 1;
    draft.rate = LearningRate.constant(1e30);

    assertThatThrownBy(() -> TrainingRuns.run(runtime, draft, event -> {}))
        .isInstanceOfSatisfying(
            ModelException.class,
            e -> assertThat(e.kind()).isEqualTo(ModelException.Kind.PERMANENT))
        .hasMessageMatching(".*training diverged; lower the learning rate.*");
    assertThat(folder.resolve("out")).doesNotExist();
    AtomicFolder.verify(folder.resolve("out.checkpoints/step-0000000000"));
  }

  @Test
  void shouldRefuseToBeginWithWeightsThatAreNoNumbers() {
    draft.learns =
        new TrainingSettings.Learns.Adapter(Stories.adapter(folder.resolve("start"), 3, Float.NaN));

    assertRefused(
        "lora_A.weight of "
            + folder.resolve("start")
            + " holds NaN at element 0; its training diverged: use another version.");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void shouldImitateExamples() throws IOException {
    draft.method = new TrainingSettings.Method.Supervised();
    draft.data = folder.resolve("examples.jsonl");
    draft.epochs = 8;
    Files.writeString(
        draft.data,
        """
        {"prompt": "Once upon a time", "completion": ", there was a blue cow."}
        {"prompt": "Lily was", "completion": " a blue cow.", "weight": 2}
        """);
    List<TrainingEvent.Step> steps = new ArrayList<>();

    TrainingRuns.run(runtime, draft, event -> collect(event, TrainingEvent.Step.class, steps::add));

    assertThat(steps).hasSize(8);
    assertThat(steps.getLast().loss()).isLessThan(0.8 * steps.getFirst().loss());
  }

  @Test
  void shouldPassOverADamagedCheckpoint() throws IOException {
    Losses straight = new Losses();
    TrainingRuns.run(runtime, draft, straight);
    draft.out = folder.resolve("again");
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () -> TrainingRuns.run(runtime, draft, e -> {}, () -> asked.incrementAndGet() > 5))
        .hasMessageContaining("step 5");
    Path newest = folder.resolve("again.checkpoints/step-0000000005");
    Files.writeString(newest.resolve("optimizer.safetensors"), "damaged");
    List<TrainingEvent.Started> started = new ArrayList<>();
    Losses again = new Losses();

    TrainingRuns.run(
        runtime,
        draft,
        event -> {
          collect(event, TrainingEvent.Started.class, started::add);
          again.accept(event);
        });

    assertThat(started.getFirst().firstStep()).isEqualTo(4);
    assertThat(again.bySteps).isEqualTo(straight.bySteps.tailMap(5L));
  }

  private void stopEarly() {
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () -> TrainingRuns.run(runtime, draft, e -> {}, () -> asked.incrementAndGet() > 2))
        .hasMessageContaining("stopped after step 2");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> TrainingRuns.run(runtime, draft, event -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(message);
  }

  private static <T extends TrainingEvent> void collect(
      TrainingEvent event, Class<T> type, Consumer<T> into) {
    if (type.isInstance(event)) {
      into.accept(type.cast(event));
    }
  }

  static void assertSameWeights(Path one, Path other) {
    for (String name : List.of("adapter_model.safetensors", "model.safetensors")) {
      assertThat(Files.exists(one.resolve(name))).isEqualTo(Files.exists(other.resolve(name)));
      if (Files.exists(one.resolve(name))) {
        assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
      }
    }
  }
}
