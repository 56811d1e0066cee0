package io.hone.consumers.trainer;

import io.hone.models.file.AdapterConfig;
import io.hone.models.train.AdamW;
import io.hone.models.train.LearningRate;
import io.hone.models.train.Objective;
import io.hone.models.train.Trainer;
import io.hone.models.train.TrainingSettings;
import io.hone.models.train.TrainingSettings.Learns;
import io.hone.models.train.TrainingSettings.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a round is learned.
 *
 * @param objective what is minimised
 * @param learningRate of every step
 * @param rank of the first adapter of a run; its alpha is twice that. Later ones go on from it
 * @param epochs passes over the round
 * @param pairsPerStep in one step
 * @param maxSteps ends a round early
 * @param maxTokens longest prompt with answer; longer pairs are left out
 * @param batchTokens computed at a time
 * @param checkpointEvery steps
 * @param seed of the order of pairs and of a new adapter
 */
public record LearningSettings(
    Objective objective,
    LearningRate learningRate,
    int rank,
    int epochs,
    int pairsPerStep,
    OptionalLong maxSteps,
    OptionalLong maxTokens,
    long batchTokens,
    int checkpointEvery,
    long seed) {

  /**
   * As one run of training.
   *
   * @param adapter the parent's, to go on from; empty: a new one
   */
  public TrainingSettings run(Path model, Path pairs, Path out, Optional<Path> adapter) {
    return new TrainingSettings(
        model,
        pairs,
        out,
        new Method.Preference(objective),
        adapter
            .<Learns>map(Learns.Adapter::new)
            .orElseGet(
                () ->
                    new Learns.NewAdapter(
                        AdapterConfig.of(rank, 2.0 * rank, AdapterConfig.MODULES))),
        learningRate,
        AdamW.Settings.DEFAULT,
        epochs,
        maxSteps,
        pairsPerStep,
        maxTokens,
        new Trainer.Memory(
            batchTokens,
            Trainer.Memory.DEFAULT.maxPadding(),
            Trainer.Memory.DEFAULT.activationBytes()),
        checkpointEvery,
        2,
        seed);
  }
}
