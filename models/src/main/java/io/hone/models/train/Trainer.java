package io.hone.models.train;

import io.hone.models.ModelException;
import io.hone.models.llama.LlamaTraining;
import io.hone.models.llama.LlamaTraining.Keep;
import io.hone.models.llama.LlamaTraining.Pass;
import io.hone.models.llama.LlamaTraining.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One model that learns, step by step, from whatever pairs or examples it is given: forward over
 * all of a step's rectangles, loss in double precision, backward over them in the opposite order,
 * AdamW. Who chooses the items and when to save is the caller ({@link TrainingRun} for a file).
 *
 * <p>For one thread at a time. Owns the optimizer; the model is the caller's.
 */
public final class Trainer implements AutoCloseable {
  private final LlamaTraining model;
  private final AdamW optimizer;
  private final Memory memory;
  private long steps;

  /**
   * How a step is cut to fit memory.
   *
   * @param maxCells tokens of a rectangle, padding included; small ones stay in a CPU's caches
   * @param maxPadding share of a rectangle that may be padding
   * @param activationBytes what may be kept of a step's activations between forward and backward;
   *     beyond it, layers' inputs are kept and layers computed again, and beyond twice that, whole
   *     rectangles are
   */
  public record Memory(long maxCells, double maxPadding, long activationBytes) {
    /** For CPU: rectangles of 1,024 tokens, 2 GiB. */
    public static final Memory DEFAULT = new Memory(1024, 0.08, 2L << 30);
  }

  /**
   * What a step did.
   *
   * @param loss before the update
   * @param nll mean negative log-likelihood per token of the chosen or imitated answers
   */
  public record Outcome(
      double loss,
      double nll,
      double gradientNorm,
      TrainingEvent.Preference preference,
      long tokens,
      double paddingShare) {}

  /** Log-probabilities of a pair's answers under the reference. */
  public record Reference(double chosen, double rejected) {}

  public Trainer(LlamaTraining model, AdamW.Settings settings, Memory memory) {
    this.model = model;
    this.memory = memory;
    this.optimizer = new AdamW(model.runtime(), settings, model.parameters(), model.gradients());
  }

  /** Steps done, over all resumptions. */
  public long steps() {
    return steps;
  }

  /** Goes on after this many steps; weights and moments are restored by the caller. */
  void steps(long done) {
    this.steps = done;
  }

  AdamW optimizer() {
    return optimizer;
  }

  LlamaTraining model() {
    return model;
  }

  /**
   * Log-probabilities of both answers of each pair.
   *
   * @param version the policy before its first step is the reference of full fine-tuning
   */
  public List<Reference> references(List<Item.Pair> pairs, Version version) {
    Plan plan = plan(sequences(pairs));
    double[] sums = new double[plan.lengths().length];
    for (Plan.Part part : plan.parts()) {
      try (Pass pass = model.forward(part.rectangle(), version, Keep.NOTHING)) {
        part.sum(pass.scores(), sums);
      }
    }
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      references.add(new Reference(sums[i], sums[pairs.size() + i]));
    }
    return references;
  }

  /**
   * One step of preference training.
   *
   * @param references of each pair, as {@link #references} gave them
   * @throws ModelException permanent if the loss or a gradient is not a finite number; nothing has
   *     moved then
   */
  public Outcome prefer(
      Objective objective, List<Item.Pair> pairs, List<Reference> references, double rate) {
    Plan plan = plan(sequences(pairs));
    double[] sums = new double[plan.lengths().length];
    try (Passes passes = forward(plan, sums)) {
      int n = pairs.size();
      double[] slopes = new double[sums.length];
      Tally tally = new Tally();
      for (int i = 0; i < n; i++) {
        Item.Pair pair = pairs.get(i);
        Reference reference = references.get(i);
        Objective.Value value =
            objective.of(
                new Objective.Pair(
                    sums[i],
                    sums[n + i],
                    reference.chosen(),
                    reference.rejected(),
                    pair.chosen().answer().length,
                    pair.rejected().answer().length));
        slopes[i] = pair.weight() * value.dPolicyChosen() / n;
        slopes[n + i] = pair.weight() * value.dPolicyRejected() / n;
        tally.add(
            value,
            pair.weight(),
            (reference.chosen() - sums[i] + reference.rejected() - sums[n + i]) / 2);
      }
      return learn(plan, passes, slopes, tally.loss / n, tally.nll / n, tally.mean(n), rate);
    }
  }

  /**
   * One step of supervised fine-tuning: the mean over all answers' tokens, weighted.
   *
   * @throws ModelException permanent as {@link #prefer}
   */
  public Outcome imitate(List<Item.Example> examples, double rate) {
    Plan plan = plan(examples.stream().map(Item.Example::sequence).toList());
    double[] sums = new double[plan.lengths().length];
    double total = 0;
    for (Item.Example example : examples) {
      total += example.weight() * example.sequence().answer().length;
    }
    double[] slopes = new double[sums.length];
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = total == 0 ? 0 : -examples.get(i).weight() / total;
    }
    try (Passes passes = forward(plan, sums)) {
      double loss = 0;
      double nll = 0;
      long tokens = 0;
      for (int i = 0; i < sums.length; i++) {
        loss += slopes[i] * sums[i];
        nll -= sums[i];
        tokens += examples.get(i).sequence().answer().length;
      }
      return learn(plan, passes, slopes, loss, nll / tokens, TrainingEvent.Preference.NONE, rate);
    }
  }

  private static List<Sequence> sequences(List<Item.Pair> pairs) {
    return Stream.concat(
            pairs.stream().map(Item.Pair::chosen), pairs.stream().map(Item.Pair::rejected))
        .toList();
  }

  private Plan plan(List<Sequence> sequences) {
    return Plan.of(sequences, memory.maxCells(), memory.maxPadding());
  }

  /** The forward passes of a step's rectangles, in order, as far as they kept something. */
  private record Passes(List<Pass> passes) implements AutoCloseable {
    @Override
    public void close() {
      passes.forEach(Pass::close);
    }
  }

  private Passes forward(Plan plan, double[] sums) {
    Passes passes = new Passes(new ArrayList<>());
    try {
      long kept = 0;
      for (Plan.Part part : plan.parts()) {
        Keep keep = keep(part.rectangle(), kept);
        kept += model.bytes(part.rectangle(), keep);
        Pass pass = model.forward(part.rectangle(), Version.POLICY, keep);
        passes.passes().add(pass);
        part.sum(pass.scores(), sums);
      }
      return passes;
    } catch (RuntimeException e) {
      passes.close();
      throw e;
    }
  }

  private Keep keep(LlamaTraining.Rectangle rectangle, long kept) {
    if (kept + model.bytes(rectangle, Keep.ALL) <= memory.activationBytes()) {
      return Keep.ALL;
    }
    return kept + model.bytes(rectangle, Keep.INPUTS) <= 2 * memory.activationBytes()
        ? Keep.INPUTS
        : Keep.NOTHING;
  }

  private Outcome learn(
      Plan plan,
      Passes passes,
      double[] slopes,
      double loss,
      double nll,
      TrainingEvent.Preference preference,
      double rate) {
    finite("loss", loss);
    for (int i = plan.parts().size() - 1; i >= 0; i--) {
      Plan.Part part = plan.parts().get(i);
      try (Pass kept = passes.passes().get(i);
          Pass pass = again(kept)) {
        model.backward(pass, part.spread(slopes));
      }
    }
    double norm = optimizer.gradientNorm();
    finite("gradient norm", norm);
    optimizer.update(steps + 1, rate, norm);
    steps++;
    return new Outcome(loss, nll, norm, preference, plan.tokens(), plan.paddingShare());
  }

  /** A pass that kept nothing for lack of memory runs again. */
  private Pass again(Pass kept) {
    return kept.keep() == Keep.NOTHING
        ? model.forward(kept.rectangle(), Version.POLICY, Keep.INPUTS)
        : kept;
  }

  private void finite(String what, double value) {
    if (!Double.isFinite(value)) {
      optimizer.zeroGradients();
      throw ModelException.permanent(
          "Step %d has a %s of %s: training diverged; lower the learning rate, or look for damaged"
                  .formatted(steps + 1, what, value)
              + " weights. The last checkpoint is as it was.");
    }
  }

  /** Refuses to go on, or to save, with weights that are not numbers. */
  void requireFiniteWeights() {
    double norm = optimizer.parameterNorm();
    if (!Double.isFinite(norm)) {
      throw ModelException.permanent(
          "After step %d the weights are not finite (norm %s): training diverged; lower the"
                  .formatted(steps, norm)
              + " learning rate. The last checkpoint is as it was.");
    }
  }

  /** Sums over a step's pairs. */
  private static final class Tally {
    private double loss;
    private double preference;
    private double nll;
    private double chosen;
    private double rejected;
    private double correct;
    private double kl;

    void add(Objective.Value value, double weight, double divergence) {
      loss += weight * value.loss();
      preference += weight * value.preference();
      nll += value.nll();
      chosen += value.chosenReward();
      rejected += value.rejectedReward();
      correct += 0.5 * (1 + Math.signum(value.margin()));
      kl += divergence;
    }

    TrainingEvent.Preference mean(int n) {
      return new TrainingEvent.Preference(
          preference / n, chosen / n, rejected / n, (chosen - rejected) / n, correct / n, kl / n);
    }
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
