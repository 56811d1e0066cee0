package io.hone.models.train;

import io.hone.models.decode.Stories;
import io.hone.models.file.AdapterConfig;
import io.hone.models.torch.TorchRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Small runs on the pretrained model, and what they tell. */
final class TrainingRuns {
  private static final String[] PAIRS = {
    "Once upon a time|, there was a little girl.|, the the the.",
    "Lily was|  happy.| a a a a a a a a.",
    "The dog ran to|  the park and played with the ball.| and.",
    "One day|, a cat saw a big tree.|, sad sad.",
    "Mom said|, \\\"Let's go home.\\\"| no no no.",
    "Tom had|  a red car. He liked to play with it every day.| car car."
  };

  private TrainingRuns() {}

  static Path pairs(Path file) {
    StringBuilder text = new StringBuilder();
    for (String pair : PAIRS) {
      String[] parts = pair.split("\\|");
      text.append(
          "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}%n"
              .formatted(parts[0], parts[1].replace("  ", " "), parts[2]));
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Settings that are changed one by one. */
  static final class Draft {
    Path model = Stories.folder();
    Path data;
    Path out;
    TrainingSettings.Method method =
        new TrainingSettings.Method.Preference(Objective.sigmoid(0.1).withNllWeight(0.2));
    TrainingSettings.Learns learns =
        new TrainingSettings.Learns.NewAdapter(
            AdapterConfig.of(2, 4, List.of("q_proj", "v_proj", "down_proj")));
    LearningRate rate = LearningRate.cosine(5e-3, 2);
    int epochs = 2;
    int itemsPerStep = 2;
    OptionalLong maxTokens = OptionalLong.empty();
    int checkpointEvery = 2;
    int keepCheckpoints = 2;
    long seed = 7;

    Draft(Path data, Path out) {
      this.data = data;
      this.out = out;
    }

    TrainingSettings settings() {
      return new TrainingSettings(
          model,
          data,
          out,
          method,
          learns,
          rate,
          AdamW.Settings.DEFAULT,
          epochs,
          OptionalLong.empty(),
          itemsPerStep,
          maxTokens,
          Trainer.Memory.DEFAULT,
          checkpointEvery,
          keepCheckpoints,
          seed);
    }
  }

  /** Losses and gradient norms by step, exact. */
  static final class Losses implements Consumer<TrainingEvent> {
    final TreeMap<Long, String> bySteps = new TreeMap<>();

    @Override
    public void accept(TrainingEvent event) {
      if (event instanceof TrainingEvent.Step step) {
        bySteps.put(step.step(), exact(step));
      }
    }

    static String exact(TrainingEvent.Step step) {
      return Double.toHexString(step.loss()) + " " + Double.toHexString(step.gradientNorm());
    }
  }

  static Path run(TorchRuntime runtime, Draft draft, Consumer<TrainingEvent> listener) {
    return run(runtime, draft, listener, () -> false);
  }

  static Path run(
      TorchRuntime runtime, Draft draft, Consumer<TrainingEvent> listener, BooleanSupplier stop) {
    return TrainingRun.run(runtime, draft.settings(), listener, stop);
  }
}
