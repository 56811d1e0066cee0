package io.hone.models.train;

import java.nio.file.Path;

/** What a training run tells while it runs, in this order: see each kind. */
public sealed interface TrainingEvent {

  /**
   * First.
   *
   * @param items pairs or examples in a pass
   * @param leftOut rows of the file that are too long, and are not among the items
   * @param firstStep steps done before, by the run that this one resumes; 0 for a new run
   * @param steps of the whole run
   * @param trainableParameters numbers that learn
   * @param resumedFrom the checkpoint gone on from, if any, else empty
   */
  record Started(
      int items,
      int leftOut,
      long firstStep,
      long steps,
      long trainableParameters,
      String resumedFrom)
      implements TrainingEvent {}

  /**
   * The reference's log-probabilities are being computed, once for the whole run.
   *
   * @param done pairs
   * @param pairs of the run
   */
  record Reference(int done, int pairs) implements TrainingEvent {}

  /**
   * A step is done.
   *
   * @param step from 1
   * @param steps of the whole run
   * @param epoch the pass over the items that it belongs to, from 1
   * @param items pairs or examples of the step
   * @param loss of the step, the mean over pairs of weight times loss; before its update
   * @param nll mean negative log-likelihood per token of the chosen (or imitated) answers
   * @param learningRate of the step
   * @param gradientNorm over all parameters, before clipping
   * @param preference what only preference training knows; all zero in supervised fine-tuning
   * @param speed how fast it went
   */
  record Step(
      long step,
      long steps,
      int epoch,
      int items,
      double loss,
      double nll,
      double learningRate,
      double gradientNorm,
      Preference preference,
      Speed speed)
      implements TrainingEvent {}

  /**
   * @param loss the preference part of the loss alone; ln 2 before the first update of plain DPO
   * @param chosenReward mean implicit reward of the chosen answers: beta times the log-ratio of
   *     policy and reference
   * @param rejectedReward the same of the rejected ones
   * @param margin the difference of the two
   * @param accuracy share of pairs whose chosen answer has the higher reward; a tie counts half
   * @param kl estimate of KL(reference || policy) in nats per answer: the mean of log ref - log
   *     policy over both answers of each pair. The answers are the reference's, but picked, hence
   *     biased; it can be below 0.
   */
  record Preference(
      double loss,
      double chosenReward,
      double rejectedReward,
      double margin,
      double accuracy,
      double kl) {
    /** Of supervised fine-tuning. */
    public static final Preference NONE = new Preference(0, 0, 0, 0, 0, 0);
  }

  /**
   * @param seconds wall clock of the step
   * @param tokens of the step, without padding
   * @param tokensPerSecond without padding
   * @param itemsPerSecond pairs or examples
   * @param paddingShare of the cells computed
   */
  record Speed(
      double seconds,
      long tokens,
      double tokensPerSecond,
      double itemsPerSecond,
      double paddingShare) {}

  /** A checkpoint is on disk, whole. */
  record CheckpointWritten(long step, Path folder) implements TrainingEvent {}

  /** Last: the result is written. */
  record Finished(long steps, Path result) implements TrainingEvent {}
}
