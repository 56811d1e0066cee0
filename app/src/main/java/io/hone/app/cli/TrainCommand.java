package io.hone.app.cli;

import io.hone.models.torch.TorchRuntime;
import io.hone.models.train.TrainingRun;
import io.hone.models.train.TrainingSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code hone train}: learn from a file of preference pairs. Ctrl-C asks the run to stop and waits
 * for its checkpoint; the same command goes on.
 */
@Command(
    name = "train",
    description = {
      "Train a model folder on preference pairs.",
      "The same command again goes on where a stopped or killed one was."
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private ModelOptions device;
  @Mixin private TrainOptions options;
  @Mixin private Output output;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "A model folder in Hugging Face's form.")
  private Path model = Path.of("");

  @Option(
      names = "--pairs",
      paramLabel = "FILE.jsonl",
      required = true,
      description =
          "TRL's preference format: prompt, chosen and rejected, plain or conversational; weight if"
              + " you like.")
  private Path pairs = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "Where the result appears when all is done; checkpoints are in DIR.checkpoints until"
              + " then.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    TrainingSettings settings = options.settings(model, pairs, out);
    TrainProgress progress = TrainProgress.of(output);
    return new Interruptible(output, progress)
        .run(
            stop -> {
              try (TorchRuntime runtime = device.open()) {
                TrainingRun.run(runtime, settings, progress, stop);
              }
              if (output.isJson()) {
                output.json(progress.json());
              }
            });
  }
}
