package io.hone.models.train;

/**
 * What preference training minimises, as plain numbers: for one pair the loss and its derivatives
 * with respect to the log-probabilities of both answers under policy and reference. A step's loss
 * is the mean over its pairs of weight times loss.
 *
 * <p>With {@code h} the difference of the two log-ratios, {@code (log pi(c) - log ref(c)) - (log
 * pi(r) - log ref(r))}, and {@code e} the label smoothing, the preference part is {@code (1 - e)
 * f(h) + e f(-h)}: the expected loss if a share {@code e} of the labels is wrong (conservative DPO,
 * ericmitchell.ai/cdpo.pdf).
 *
 * @param loss the form of {@code f}
 * @param beta above 0; how dear it is to leave the reference
 * @param labelSmoothing in [0, 0.5); the share of pairs believed to be the wrong way round
 * @param nllWeight at least 0; weight of the added negative log-likelihood of the chosen answer,
 *     its mean per token (RPO, arXiv 2404.19733, equation 1; Llama 3, arXiv 2407.21783, section
 *     4.1.4)
 */
public record Objective(Loss loss, double beta, double labelSmoothing, double nllWeight) {

  /** The form of the preference loss. */
  public enum Loss {
    /** {@code f(h) = -log sigmoid(beta h)}: DPO, arXiv 2305.18290, equation 7. */
    SIGMOID,
    /**
     * {@code f(h) = (h - 1 / (2 beta))^2}: IPO, arXiv 2310.12036, equation 17, on the answers'
     * summed log-probabilities as there. TRL has means per token in their place, by word of the
     * paper's authors as its source says: with the same beta the two pull differently hard.
     */
    IPO,
    /**
     * DPO with each answer's log-ratio divided by its length in tokens: LN-DPO, arXiv 2405.14734
     * (SimPO), table 3, and arXiv 2411.15124 (Tulu 3), equation 6.
     */
    LENGTH_NORMALISED
  }

  public Objective {
    require(beta > 0 && Double.isFinite(beta), "beta", beta, "above 0");
    require(
        labelSmoothing >= 0 && labelSmoothing < 0.5,
        "label smoothing",
        labelSmoothing,
        "in [0, 0.5)");
    require(
        nllWeight >= 0 && Double.isFinite(nllWeight),
        "weight of the negative log-likelihood",
        nllWeight,
        "0 or more");
  }

  /** DPO as published, without additions. */
  public static Objective sigmoid(double beta) {
    return new Objective(Loss.SIGMOID, beta, 0, 0);
  }

  public Objective withLoss(Loss value) {
    return new Objective(value, beta, labelSmoothing, nllWeight);
  }

  public Objective withLabelSmoothing(double value) {
    return new Objective(loss, beta, value, nllWeight);
  }

  public Objective withNllWeight(double value) {
    return new Objective(loss, beta, labelSmoothing, value);
  }

  /**
   * What the loss of one pair depends on: log-probabilities of whole answers (sums over tokens) and
   * lengths in tokens.
   */
  public record Pair(
      double policyChosen,
      double policyRejected,
      double referenceChosen,
      double referenceRejected,
      int chosenTokens,
      int rejectedTokens) {
    public Pair {
      if (chosenTokens < 1 || rejectedTokens < 1) {
        throw new IllegalArgumentException(
            "An answer needs at least one token, got %d chosen and %d rejected."
                .formatted(chosenTokens, rejectedTokens));
      }
    }
  }

  /**
   * Loss of one pair and its derivatives.
   *
   * @param preference the preference part
   * @param nll the negative log-likelihood of the chosen answer per token, without its weight
   * @param loss {@code preference + nllWeight * nll}
   * @param dPolicyChosen derivative of {@code loss} with respect to the policy's log-probability of
   *     the chosen answer; the others accordingly
   * @param chosenReward implicit reward of the chosen answer: beta times its log-ratio
   * @param rejectedReward implicit reward of the rejected answer
   */
  public record Value(
      double preference,
      double nll,
      double loss,
      double dPolicyChosen,
      double dPolicyRejected,
      double dReferenceChosen,
      double dReferenceRejected,
      double chosenReward,
      double rejectedReward) {

    /** How much more reward the chosen answer has. */
    public double margin() {
      return chosenReward - rejectedReward;
    }
  }

  /** Loss and derivatives of one pair. */
  public Value of(Pair pair) {
    double chosenScale = 1;
    double rejectedScale = 1;
    if (loss == Loss.LENGTH_NORMALISED) {
      chosenScale = 1.0 / pair.chosenTokens();
      rejectedScale = 1.0 / pair.rejectedTokens();
    }
    double chosenRatio = chosenScale * (pair.policyChosen() - pair.referenceChosen());
    double rejectedRatio = rejectedScale * (pair.policyRejected() - pair.referenceRejected());
    double h = chosenRatio - rejectedRatio;
    double preference = (1 - labelSmoothing) * f(h) + labelSmoothing * f(-h);
    double slope = (1 - labelSmoothing) * df(h) - labelSmoothing * df(-h);
    double nll = -pair.policyChosen() / pair.chosenTokens();
    return new Value(
        preference,
        nll,
        preference + nllWeight * nll,
        slope * chosenScale - nllWeight / pair.chosenTokens(),
        -slope * rejectedScale,
        -slope * chosenScale,
        slope * rejectedScale,
        beta * chosenRatio,
        beta * rejectedRatio);
  }

  private double f(double h) {
    return switch (loss) {
      case SIGMOID, LENGTH_NORMALISED -> softplus(-beta * h);
      case IPO -> square(h - 1 / (2 * beta));
    };
  }

  private double df(double h) {
    return switch (loss) {
      case SIGMOID, LENGTH_NORMALISED -> -beta / (1 + Math.exp(beta * h));
      case IPO -> 2 * (h - 1 / (2 * beta));
    };
  }

  /** log(1 + e^x), exact at both ends. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double square(double x) {
    return x * x;
  }

  private static void require(boolean holds, String name, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s, got %s.".formatted(name, allowed, value));
    }
  }
}
