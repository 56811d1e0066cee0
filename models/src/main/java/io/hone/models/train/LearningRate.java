package io.hone.models.train;

/**
 * The learning rate of every step: linear warm-up, then a decay.
 *
 * @param peak above 0; reached at the end of the warm-up
 * @param warmupSteps at least 0; step {@code i} of them, from 0, has {@code peak (i + 1) /
 *     warmupSteps}
 * @param decay what follows
 * @param finalShare in [0, 1]; what is left of the peak after the last step of a decay
 */
public record LearningRate(double peak, int warmupSteps, Decay decay, double finalShare) {

  /** What follows the warm-up. */
  public enum Decay {
    CONSTANT,
    /** A straight line from the peak to its final share. */
    LINEAR,
    /** Half a cosine from the peak to its final share (arXiv 1608.03983, equation 5). */
    COSINE
  }

  public LearningRate {
    if (!(peak > 0) || !Double.isFinite(peak)) {
      throw new IllegalArgumentException("The learning rate must be above 0, got " + peak + ".");
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException(
          "The warm-up must be 0 steps or more, got " + warmupSteps + ".");
    }
    if (!(finalShare >= 0 && finalShare <= 1)) {
      throw new IllegalArgumentException(
          "The final share of the learning rate must be in [0, 1], got " + finalShare + ".");
    }
  }

  public static LearningRate constant(double peak) {
    return new LearningRate(peak, 0, Decay.CONSTANT, 1);
  }

  /** Warm-up, then a cosine to a tenth of the peak. */
  public static LearningRate cosine(double peak, int warmupSteps) {
    return new LearningRate(peak, warmupSteps, Decay.COSINE, 0.1);
  }

  /**
   * The rate of one step.
   *
   * @param step from 0
   * @param steps of the whole run
   */
  public double at(long step, long steps) {
    if (step < warmupSteps) {
      return peak * (step + 1) / warmupSteps;
    }
    double length = Math.max(1, steps - warmupSteps);
    double progress = Math.min(1, (step - warmupSteps) / length);
    return switch (decay) {
      case CONSTANT -> peak;
      case LINEAR -> peak * (1 - (1 - finalShare) * progress);
      case COSINE -> {
        double share = finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * progress));
        yield peak * share;
      }
    };
  }
}
