package io.hone.app.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.seed.world.Lessons.Mistakes;
import io.hone.app.seed.world.Lessons.Mix;
import io.hone.models.ModelException;
import io.hone.models.file.ModelConfig;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.AdamW;
import io.hone.models.train.LearningRate;
import io.hone.models.train.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTrainingTest {
  private static final int STEPS = 6;
  private static TorchRuntime runtime;

  @TempDir private Path folder;
  private final List<TrainingEvent> told = new ArrayList<>();

  @BeforeAll
  static void open() {
    runtime = TorchRuntime.open(new TorchSettings("cpu", 1, TorchSettings.defaultCache()));
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  private static SeedTraining.Settings settings(long seed) {
    return new SeedTraining.Settings(
        seed,
        STEPS,
        new NewModel(16, 32, 1, 2, 256),
        new Mix(2, 2, 1),
        0.5,
        new Mistakes(0.5, 0.5, 0.1, 0.1, 0.1),
        LearningRate.constant(1e-2),
        AdamW.Settings.DEFAULT,
        2);
  }

  private Path train(String name, long seed, BooleanSupplier stop) {
    Path out = folder.resolve(name);
    SeedTraining.run(runtime, out, settings(seed), told::add, stop);
    return out;
  }

  private static byte[] weights(Path model) throws IOException {
    return Files.readAllBytes(model.resolve("model.safetensors"));
  }

  @Test
  void shouldEndInTheSameWeightsWhetherItWasStoppedOrNot() throws IOException {
    Path whole = train("whole", 1, () -> false);
    assertThatThrownBy(() -> train("parts", 1, () -> told.size() > STEPS + 5))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was stopped after step ");

    Path parts = train("parts", 1, () -> false);

    assertThat(weights(parts)).isEqualTo(weights(whole));
    assertThat(folder.resolve("parts.checkpoints")).doesNotExist();
  }

  @Test
  void shouldWriteAModelWithItsTemplates() throws IOException {
    Path out = train("model", 1, () -> false);

    assertThat(ModelConfig.read(out).layers()).isEqualTo(1);
    assertThat(out.resolve("templates/judge.txt")).content().contains("{{response}}");
    assertThat(told.getLast()).isEqualTo(new TrainingEvent.Finished(STEPS, out));
  }

  @Test
  void shouldDoNothingWhenItIsDone() throws IOException {
    byte[] before = weights(train("model", 1, () -> false));
    told.clear();

    Path again = train("model", 1, () -> false);

    assertThat(told).containsExactly(new TrainingEvent.Finished(STEPS, again));
    assertThat(weights(again)).isEqualTo(before);
  }

  @Test
  void shouldRefuseAnotherSeedInItsPlace() {
    train("model", 1, () -> false);

    assertThatThrownBy(() -> train("model", 2, () -> false))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("was begun with seed 1, not 2");
  }

  @Test
  void shouldRefuseAPlaceThatIsTaken() throws IOException {
    Files.createDirectories(folder.resolve("model"));

    assertThatThrownBy(() -> train("model", 1, () -> false))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("exists and is no seed model; name a folder that is not there yet");
  }
}
