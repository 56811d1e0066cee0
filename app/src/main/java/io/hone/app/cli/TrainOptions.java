package io.hone.app.cli;

import io.hone.models.file.AdapterConfig;
import io.hone.models.train.AdamW;
import io.hone.models.train.LearningRate;
import io.hone.models.train.Objective;
import io.hone.models.train.Trainer;
import io.hone.models.train.TrainingSettings;
import io.hone.models.train.TrainingSettings.Learns;
import io.hone.models.train.TrainingSettings.Method;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is learned, by which weights and how. */
final class TrainOptions {
  /** Names of objectives on the command line. */
  enum Kind {
    DPO,
    IPO,
    LN_DPO,
    SFT
  }

  @Option(
      names = "--objective",
      paramLabel = "NAME",
      defaultValue = "dpo",
      description =
          "dpo, ipo, ln_dpo (log-ratios per token) or sft, which imitates prompt and completion"
              + " (default: ${DEFAULT-VALUE}).")
  private Kind objective = Kind.DPO;

  @Option(
      names = "--beta",
      paramLabel = "B",
      defaultValue = "0.1",
      description = "How dear it is to leave the reference (default: ${DEFAULT-VALUE}).")
  private double beta = 0.1;

  @Option(
      names = "--label-smoothing",
      paramLabel = "E",
      defaultValue = "0",
      description =
          "Share of pairs believed to be the wrong way round (default: ${DEFAULT-VALUE}).")
  private double labelSmoothing;

  @Option(
      names = "--nll-weight",
      paramLabel = "W",
      defaultValue = "0",
      description =
          "Weight of the chosen answer's negative log-likelihood per token; 1 keeps a small model"
              + " from unlearning (default: ${DEFAULT-VALUE}).")
  private double nllWeight;

  @Option(names = "--full", description = "All weights learn, instead of an adapter.")
  private boolean full;

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "Go on from this adapter; it is the reference, too.")
  private @Nullable Path adapter;

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "16",
      description = "Rank of a new adapter; its alpha is twice that (default: ${DEFAULT-VALUE}).")
  private int rank = 16;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Its peak (default: 1e-4, with --full 1e-5).")
  private @Nullable Double learningRate;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      defaultValue = "10",
      description = "Steps before the peak; a cosine follows (default: ${DEFAULT-VALUE}).")
  private int warmupSteps = 10;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "Of matrices, per unit of learning rate (default: ${DEFAULT-VALUE}).")
  private double weightDecay;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes over the file (default: ${DEFAULT-VALUE}).")
  private int epochs = 1;

  @Option(
      names = "--batch-pairs",
      paramLabel = "N",
      defaultValue = "32",
      description = "Pairs per step (default: ${DEFAULT-VALUE}).")
  private int batchPairs = 32;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Tokens computed at a time; gradients add up over a step (default: ${DEFAULT-VALUE}).")
  private long batchTokens = 1024;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "Longest prompt with answer; longer rows are left out and counted (default: the model's"
              + " context).")
  private @Nullable Long maxTokens;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private int checkpointEvery = 50;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Of the pairs' order and a new adapter (default: ${DEFAULT-VALUE}).")
  private long seed;

  TrainingSettings settings(Path model, Path data, Path out) {
    if (full && adapter != null) {
      throw new UserError("--full and --adapter exclude each other; leave one out");
    }
    if (rank < 1) {
      throw new UserError("--rank is " + rank + "; give 1 or more");
    }
    if (batchTokens < 1) {
      throw new UserError("--batch-tokens is " + batchTokens + "; give 1 or more");
    }
    AdamW.Settings usual = AdamW.Settings.DEFAULT;
    return new TrainingSettings(
        model,
        data,
        out,
        method(),
        learns(),
        LearningRate.cosine(
            learningRate == null ? (full ? 1e-5 : 1e-4) : learningRate, warmupSteps),
        new AdamW.Settings(
            usual.beta1(), usual.beta2(), usual.epsilon(), weightDecay, usual.clip()),
        epochs,
        OptionalLong.empty(),
        batchPairs,
        maxTokens == null ? OptionalLong.empty() : OptionalLong.of(maxTokens),
        new Trainer.Memory(
            batchTokens,
            Trainer.Memory.DEFAULT.maxPadding(),
            Trainer.Memory.DEFAULT.activationBytes()),
        checkpointEvery,
        2,
        seed);
  }

  private Method method() {
    Objective plain =
        Objective.sigmoid(beta).withLabelSmoothing(labelSmoothing).withNllWeight(nllWeight);
    return switch (objective) {
      case DPO -> new Method.Preference(plain);
      case IPO -> new Method.Preference(plain.withLoss(Objective.Loss.IPO));
      case LN_DPO -> new Method.Preference(plain.withLoss(Objective.Loss.LENGTH_NORMALISED));
      case SFT -> new Method.Supervised();
    };
  }

  private Learns learns() {
    if (full) {
      return new Learns.Everything();
    }
    return adapter == null
        ? new Learns.NewAdapter(AdapterConfig.of(rank, 2.0 * rank, AdapterConfig.MODULES))
        : new Learns.Adapter(adapter);
  }
}
