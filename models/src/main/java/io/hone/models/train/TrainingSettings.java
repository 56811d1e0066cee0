package io.hone.models.train;

import io.hone.models.file.AdapterConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One training run.
 *
 * @param model folder of the base model, in Hugging Face's format
 * @param data JSON lines, see {@link PairsFile}
 * @param out folder that appears when the run is done: an adapter in PEFT's format, or a model with
 *     full weights. Checkpoints lie beside it in {@code OUT.checkpoints} until then
 * @param method what is minimised
 * @param learns which weights learn
 * @param learningRate of every step
 * @param optimizer of every step
 * @param epochs passes over the data, at least 1
 * @param maxSteps ends the run early; the learning rate falls over that many steps then
 * @param itemsPerStep pairs or examples, at least 1
 * @param maxTokens longest prompt with answer; longer rows are left out and counted. The model's
 *     context if empty
 * @param memory how steps are cut
 * @param checkpointEvery steps; 0 writes none
 * @param keepCheckpoints how many stay, at least 1
 * @param seed of the data's order and of a new adapter
 */
public record TrainingSettings(
    Path model,
    Path data,
    Path out,
    Method method,
    Learns learns,
    LearningRate learningRate,
    AdamW.Settings optimizer,
    int epochs,
    OptionalLong maxSteps,
    int itemsPerStep,
    OptionalLong maxTokens,
    Trainer.Memory memory,
    int checkpointEvery,
    int keepCheckpoints,
    long seed) {

  public TrainingSettings {
    atLeast("epochs", epochs, 1);
    atLeast("steps", maxSteps.orElse(1), 1);
    atLeast("items per step", itemsPerStep, 1);
    atLeast("most tokens", maxTokens.orElse(2), 2);
    atLeast("steps between checkpoints", checkpointEvery, 0);
    atLeast("checkpoints to keep", keepCheckpoints, 1);
  }

  /** What is minimised. */
  public sealed interface Method {
    /** Preference training. */
    record Preference(Objective objective) implements Method {}

    /** Supervised fine-tuning. */
    record Supervised() implements Method {}
  }

  /** Which weights learn, and with it who the reference is. */
  public sealed interface Learns {
    /** All weights; the reference is the model as it was before the first step. */
    record Everything() implements Learns {}

    /** A new adapter; the reference is the model without it. */
    record NewAdapter(AdapterConfig config) implements Learns {}

    /** An adapter that is there; the reference is the model with it as it is there. */
    record Adapter(Path folder) implements Learns {}
  }

  /** DPO of a new adapter of rank 16 over all projections, one pass, 32 pairs a step. */
  public static TrainingSettings dpo(Path model, Path pairs, Path out) {
    return new TrainingSettings(
        model,
        pairs,
        out,
        new Method.Preference(Objective.sigmoid(0.1)),
        new Learns.NewAdapter(AdapterConfig.of(16, 32, AdapterConfig.MODULES)),
        LearningRate.cosine(1e-4, 10),
        AdamW.Settings.DEFAULT,
        1,
        OptionalLong.empty(),
        32,
        OptionalLong.empty(),
        Trainer.Memory.DEFAULT,
        50,
        2,
        0);
  }

  /** The folder that an adapter to go on from lies in, if any. */
  Optional<Path> adapter() {
    return learns instanceof Learns.Adapter adapter
        ? Optional.of(adapter.folder())
        : Optional.empty();
  }

  /** Where checkpoints lie until the result is there. */
  public Path checkpoints() {
    return out.resolveSibling(out.toAbsolutePath().getFileName() + ".checkpoints");
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be %d or more, got %d.".formatted(name, least, value));
    }
  }
}
