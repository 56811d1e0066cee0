package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Sampling;

/**
 * How the judge's pair is made. Why a value is what it is where the paper is silent: {@code
 * docs/decisions/0010}.
 *
 * @param trainsJudge in which iterations there are judge pairs at all
 * @param metaJudging how verdicts are drawn
 * @param stripScores whether points are removed from a judgement before it is meta-judged; left in,
 *     the meta-judge learns to prefer the higher score
 * @param positionWeighting what wins are worth by position
 * @param enoughVerdicts how many decided verdicts are enough
 * @param ridge of the Elo fit
 * @param dropEqualScores whether a pair whose two judgements give the same points is dropped
 * @param longestChosen a pair whose chosen judgement is longer, in code points, is dropped
 */
public record JudgeSettings(
    PerIteration<Boolean> trainsJudge,
    Sampling metaJudging,
    boolean stripScores,
    PositionWeighting positionWeighting,
    int enoughVerdicts,
    double ridge,
    boolean dropEqualScores,
    PerIteration<Integer> longestChosen) {
  public JudgeSettings {
    if (enoughVerdicts < 1) {
      throw new IllegalArgumentException(
          "enough verdicts is " + enoughVerdicts + "; it may be 1 or more");
    }
    if (!(ridge > 0)) {
      throw new IllegalArgumentException("ridge is " + ridge + "; it may be above 0, e.g. 0.01");
    }
    if (metaJudging.samples() != 1) {
      throw new IllegalArgumentException("a verdict's call draws one sample");
    }
  }

  /** Meta-Rewarding's values, section 3.1 and its appendix. */
  public static JudgeSettings metaRewarding() {
    return new JudgeSettings(
        PerIteration.of(true, true, false),
        Sampling.of(0.8, 0.95, 1024),
        true,
        new PositionWeighting.OwnTotals(),
        1,
        0.01,
        true,
        PerIteration.of(1100, 1000));
  }

  public JudgeSettings withPositionWeighting(PositionWeighting how) {
    return new JudgeSettings(
        trainsJudge,
        metaJudging,
        stripScores,
        how,
        enoughVerdicts,
        ridge,
        dropEqualScores,
        longestChosen);
  }

  public JudgeSettings withStripScores(boolean strip) {
    return new JudgeSettings(
        trainsJudge,
        metaJudging,
        strip,
        positionWeighting,
        enoughVerdicts,
        ridge,
        dropEqualScores,
        longestChosen);
  }

  public JudgeSettings withLongestChosen(PerIteration<Integer> values) {
    return new JudgeSettings(
        trainsJudge,
        metaJudging,
        stripScores,
        positionWeighting,
        enoughVerdicts,
        ridge,
        dropEqualScores,
        values);
  }

  public JudgeSettings withDropEqualScores(boolean drop) {
    return new JudgeSettings(
        trainsJudge,
        metaJudging,
        stripScores,
        positionWeighting,
        enoughVerdicts,
        ridge,
        drop,
        longestChosen);
  }
}
