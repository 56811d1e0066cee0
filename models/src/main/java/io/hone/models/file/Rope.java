package io.hone.models.file;

/**
 * Rotary position embedding (arXiv 2104.09864): how fast each pair of a head's values turns with
 * the position.
 *
 * @param theta the base of the frequencies, above 1
 * @param scaling how the frequencies are stretched for a longer context than was first trained
 */
public record Rope(double theta, Scaling scaling) {

  /** How frequencies are stretched, by the names of {@code rope_type}. */
  public sealed interface Scaling {
    /** {@code default}: not at all. */
    record None() implements Scaling {}

    /** {@code linear}: all by the same factor (arXiv 2306.15595). */
    record Linear(double factor) implements Scaling {}

    /**
     * {@code llama3}: low frequencies by the factor, high ones not at all, smooth between (Llama
     * 3.1).
     */
    record Llama3(
        double factor,
        double lowFrequencyFactor,
        double highFrequencyFactor,
        double originalContext)
        implements Scaling {}

    /**
     * {@code yarn} (arXiv 2309.00071).
     *
     * @param originalContext tokens that the model was first trained on
     * @param betaFast rotations over the original context above which nothing is stretched
     * @param betaSlow rotations below which all is
     * @param attentionScale what cosine and sine are multiplied by
     * @param truncate whether the limits of the ramp are rounded to whole dimensions
     */
    record Yarn(
        double factor,
        double originalContext,
        double betaFast,
        double betaSlow,
        double attentionScale,
        boolean truncate)
        implements Scaling {}
  }

  /**
   * Radians per position for each pair of a head.
   *
   * @return {@code headSize / 2} values, the fastest first
   */
  public double[] inverseFrequencies(int headSize) {
    double[] frequencies = new double[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = Math.pow(theta, -2.0 * i / headSize);
      frequencies[i] =
          switch (scaling) {
            case Scaling.None none -> plain;
            case Scaling.Linear linear -> plain / linear.factor;
            case Scaling.Llama3 llama3 -> llama3(plain, llama3);
            case Scaling.Yarn yarn -> yarn(plain, i, headSize, yarn);
          };
    }
    return frequencies;
  }

  /** What cosine and sine are multiplied by: 1, except for yarn. */
  public double attentionScale() {
    return scaling instanceof Scaling.Yarn yarn ? yarn.attentionScale : 1;
  }

  private static double llama3(double plain, Scaling.Llama3 s) {
    double rotations = s.originalContext * plain / (2 * Math.PI);
    double kept =
        (rotations - s.lowFrequencyFactor) / (s.highFrequencyFactor - s.lowFrequencyFactor);
    return mix(plain, s.factor, kept);
  }

  private double yarn(double plain, int pair, int headSize, Scaling.Yarn s) {
    double low = dimensionOf(s.betaFast, headSize, s.originalContext);
    double high = dimensionOf(s.betaSlow, headSize, s.originalContext);
    if (s.truncate) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, headSize - 1.0);
    if (low == high) {
      high += 0.001;
    }
    return mix(plain, s.factor, 1 - Math.clamp((pair - low) / (high - low), 0, 1));
  }

  /** The pair that turns {@code rotations} times over the original context. */
  private double dimensionOf(double rotations, int headSize, double context) {
    return headSize * Math.log(context / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private static double mix(double plain, double factor, double kept) {
    double share = Math.clamp(kept, 0, 1);
    return share * plain + (1 - share) * plain / factor;
  }
}
