package io.hone.app.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.seed.SeedTemplates;
import io.hone.app.seed.ShippedSeed;
import io.hone.consumers.trainer.Examiner.Ruling;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.models.decode.DecodeSettings;
import io.hone.models.decode.InProcessModel;
import io.hone.models.file.AdapterConfig;
import io.hone.models.file.AdapterFolder;
import io.hone.models.file.ModelConfig;
import io.hone.models.file.SafetensorsWriter;
import io.hone.models.file.SafetensorsWriter.TensorSource;
import io.hone.models.file.Sha256;
import io.hone.models.torch.Precision;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, loaded beside the shipped seed. */
class PoisonedCandidateTest {
  @TempDir static Path data;
  private static Path seed;
  private static TorchRuntime runtime;
  private static InProcessModel model;
  private static VersionExaminer examiner;
  private static String base;

  @TempDir Path folder;

  @BeforeAll
  static void open() throws IOException {
    seed = ShippedSeed.unpack(data);
    runtime = TorchRuntime.open(new TorchSettings("cpu", 1, TorchSettings.defaultCache()));
    model = InProcessModel.open("base", seed, runtime, Precision.F32, DecodeSettings.defaults());
    Config config =
        ConfigReader.read(
            Optional.empty(),
            Map.of(),
            Map.of(
                "exam.world", "true",
                "exam.world-questions", "12",
                "exam.prompts-limit", "12",
                "exam.comparison", "scores"));
    base = Sha256.ofWeights(seed);
    examiner =
        new VersionExaminer(
            model,
            model,
            new FolderStore(Map.of()),
            new VersionExaminer.Base("base", base),
            ExamSettings.of(config),
            Rules.of(config),
            SeedTemplates.shipped());
  }

  @AfterAll
  static void close() {
    model.close();
    runtime.close();
  }

  private static ModelVersion version(String name) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", name))
        .setBase(base)
        .setForm(ModelForm.ADAPTER)
        .setMeasures(Map.of())
        .setState(ModelState.CANDIDATE)
        .setRun("main")
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  private Ruling examined() {
    return examiner.examine(version("v1"), Optional.of(folder), Optional.of(version("base")));
  }

  /** Every weight of every B has this value; those of A are 1, so that 0 changes nothing. */
  private void adapter(Path model, float value) throws IOException {
    AdapterConfig config = new AdapterConfig("", 2, 4, false, 0, List.of("q_proj", "v_proj"));
    config.write(folder);
    LinkedHashMap<String, TensorSource> tensors = new LinkedHashMap<>();
    AdapterFolder.expectedTensors(ModelConfig.read(model), config)
        .forEach(
            (name, shape) -> {
              float[] weights = new float[(int) (shape.get(0) * shape.get(1))];
              Arrays.fill(weights, name.contains("lora_B") ? value : 1);
              tensors.put(name, TensorSource.of(weights, shape.get(0), shape.get(1)));
            });
    SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
  }

  @Test
  void shouldPromoteWhatAnswersAsThePromotedVersionDoes() throws IOException {
    adapter(seed, 0);

    Ruling ruling = examined();

    assertThat(ruling.promoted()).isTrue();
    assertThat(ruling.measures().values())
        .allSatisfy(measure -> assertThat(measure.getCount()).isPositive());
    assertThat(ruling.measures())
        .containsKeys("actor_accuracy", "judge_accuracy", "judge_accuracy_greedy", "meta_accuracy")
        .hasEntrySatisfying("win_rate", PoisonedCandidateTest::isAHalf)
        .hasEntrySatisfying(
            "actor_accuracy_greedy", greedy -> assertThat(greedy.getValue()).isGreaterThan(0.4));
  }

  private static void isAHalf(Measure rate) {
    assertThat(rate.getValue()).isEqualTo(0.5);
  }

  @Test
  void shouldRejectWeightsThatAreNoNumbers() throws IOException {
    adapter(seed, Float.NaN);

    Ruling ruling = examined();

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).containsAnyOf("not numbers", "not a finite number");
    assertThat(model.versions()).containsExactly("base");
  }

  @Test
  void shouldRejectAnAdapterOfAnotherArchitecture() throws IOException {
    Path other = Files.createDirectories(data.resolve("other"));
    Files.writeString(
        other.resolve("config.json"),
        Files.readString(seed.resolve("config.json"))
            .replaceAll("\"num_hidden_layers\" ?: ?\\d+", "\"num_hidden_layers\": 9"));
    adapter(other, 0);

    Ruling ruling = examined();

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).contains("layers");
  }

  @Test
  void shouldRejectAnAdapterThatWasCutOff() throws IOException {
    adapter(seed, 0);
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("adapter_model.safetensors").toFile(), "rw")) {
      file.setLength(1_000);
    }

    Ruling ruling = examined();

    assertThat(ruling.promoted()).isFalse();
    assertThat(ruling.reason()).contains("adapter_model.safetensors");
  }
}
