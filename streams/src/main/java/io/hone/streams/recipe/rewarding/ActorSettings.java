package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Sampling;
import io.hone.streams.recipe.rank.LengthControl;

/**
 * How the actor's pair is made. Why a value is what it is where the paper is silent: {@code
 * docs/decisions/0010}.
 *
 * @param responses K: how many per prompt; identical ones are dropped
 * @param judgements N: how many per response
 * @param maximumScore the most points of the judge's rubric
 * @param validShare what share of the judgements asked for must give points for a response's score
 *     to count; at least one must
 * @param rho length control, see {@link LengthControl}
 * @param longestChosen a pair whose chosen response is longer, in code points, is dropped
 * @param answering how responses are drawn
 * @param judging how judgements are drawn
 * @param adaptive whether to ask for judgements and verdicts in portions
 * @param seed another seed asks for other draws
 */
public record ActorSettings(
    int responses,
    int judgements,
    int maximumScore,
    double validShare,
    PerIteration<Double> rho,
    PerIteration<Integer> longestChosen,
    Sampling answering,
    Sampling judging,
    Adaptive adaptive,
    long seed) {
  public ActorSettings {
    if (responses < 2) throw wrong("responses", responses, "2 or more, because a pair needs two");
    if (judgements < 1) throw wrong("judgements", judgements, "1 or more");
    if (maximumScore < 1) throw wrong("maximum score", maximumScore, "1 or more");
    if (!(validShare >= 0 && validShare <= 1)) throw wrong("valid share", validShare, "0 to 1");
    rho.values().forEach(value -> new LengthControl(value, LengthControl.UNLIMITED));
    if (answering.samples() != 1 || judging.samples() != 1) {
      throw new IllegalArgumentException(
          "a call of this recipe draws one sample, so that each draw is paid for once;"
              + " set responses and judgements instead of samples");
    }
  }

  private static IllegalArgumentException wrong(String what, Object value, String may) {
    return new IllegalArgumentException(what + " is " + value + "; it may be " + may);
  }

  /** Meta-Rewarding's values, section 3.1 and its appendix. */
  public static ActorSettings metaRewarding() {
    return new ActorSettings(
        7,
        11,
        5,
        0.5,
        PerIteration.of(0.0, 0.32, 0.32, 0.4),
        PerIteration.of(2500, LengthControl.UNLIMITED),
        Sampling.of(0.8, 0.95, 2048),
        Sampling.of(0.8, 0.95, 1024),
        Adaptive.OFF,
        0);
  }

  /** Self-Rewarding's values (arXiv 2401.10020): best against worst, no length control. */
  public static ActorSettings selfRewarding() {
    return metaRewarding()
        .withResponses(4)
        .withJudgements(3)
        .withRho(PerIteration.of(0.0))
        .withLongestChosen(PerIteration.of(LengthControl.UNLIMITED));
  }

  public ActorSettings withResponses(int count) {
    return new ActorSettings(
        count,
        judgements,
        maximumScore,
        validShare,
        rho,
        longestChosen,
        answering,
        judging,
        adaptive,
        seed);
  }

  public ActorSettings withJudgements(int count) {
    return new ActorSettings(
        responses,
        count,
        maximumScore,
        validShare,
        rho,
        longestChosen,
        answering,
        judging,
        adaptive,
        seed);
  }

  public ActorSettings withValidShare(double share) {
    return new ActorSettings(
        responses,
        judgements,
        maximumScore,
        share,
        rho,
        longestChosen,
        answering,
        judging,
        adaptive,
        seed);
  }

  public ActorSettings withRho(PerIteration<Double> values) {
    return new ActorSettings(
        responses,
        judgements,
        maximumScore,
        validShare,
        values,
        longestChosen,
        answering,
        judging,
        adaptive,
        seed);
  }

  public ActorSettings withLongestChosen(PerIteration<Integer> values) {
    return new ActorSettings(
        responses,
        judgements,
        maximumScore,
        validShare,
        rho,
        values,
        answering,
        judging,
        adaptive,
        seed);
  }

  public ActorSettings withAdaptive(Adaptive how) {
    return new ActorSettings(
        responses,
        judgements,
        maximumScore,
        validShare,
        rho,
        longestChosen,
        answering,
        judging,
        how,
        seed);
  }

  LengthControl lengthControl(int iteration) {
    return new LengthControl(rho.at(iteration), longestChosen.at(iteration));
  }
}
