package io.hone.app.cli;

import io.hone.app.seed.SeedTraining;
import io.hone.models.torch.TorchRuntime;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone seed}: train the model that comes with Hone, from nothing. */
@Command(
    name = "seed",
    description = {
      "Train Hone's seed model from nothing, on text chores with answers that a program can check.",
      "The same command again goes on where a stopped or killed one was."
    },
    mixinStandardHelpOptions = true)
final class SeedCommand implements Callable<Integer> {
  @Mixin private ModelOptions device;
  @Mixin private Output output;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "Where the model appears when all is done; checkpoints are in DIR.checkpoints until then.")
  private Path out = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of first weights and lessons (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1800",
      description = "Steps of 160 lessons (default: ${DEFAULT-VALUE}).")
  private long steps = 1800;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Stop after so long, at a checkpoint; the same command goes on.")
  private @Nullable Long minutes;

  @Override
  public Integer call() {
    if (steps < 1 || steps > 1_000_000) {
      throw new UserError("--steps is " + steps + "; give 1 to 1,000,000");
    }
    if (minutes != null && minutes < 1) {
      throw new UserError("--minutes is " + minutes + "; give 1 or more");
    }
    TrainProgress progress = TrainProgress.of(output);
    BooleanSupplier late = late(System::nanoTime);
    return new Interruptible(output, progress)
        .run(
            stop -> {
              try (TorchRuntime runtime = device.open()) {
                SeedTraining.run(
                    runtime,
                    out,
                    seed,
                    steps,
                    progress,
                    () -> stop.getAsBoolean() || late.getAsBoolean());
              }
              if (output.isJson()) {
                output.json(progress.json());
              }
            });
  }

  private BooleanSupplier late(LongSupplier nanos) {
    if (minutes == null) {
      return () -> false;
    }
    long end = nanos.getAsLong() + TimeUnit.MINUTES.toNanos(minutes);
    return () -> nanos.getAsLong() - end >= 0;
  }
}
