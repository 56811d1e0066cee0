package io.hone.consumers.trainer;

import java.time.Duration;

/**
 * When a round is full and what of it is learned.
 *
 * @param prompts finished prompts that make a round full; 0: they do not
 * @param pairs preference pairs that make a round full; 0: they do not
 * @param longestWait after the first pair was read a round is full with what there is
 * @param staleness how many versions behind the parent the maker of a pair may be
 * @param judgeShare of the round that may be pairs of judgements
 * @param judgeCap pairs of judgements for each score that the better one gave; 0: no bound
 * @param judgeMark how often the parent must be right as a meta-judge, where that was measured, for
 *     pairs of judgements to be learned from
 */
public record RoundRules(
    int prompts,
    int pairs,
    Duration longestWait,
    int staleness,
    double judgeShare,
    int judgeCap,
    double judgeMark) {

  public RoundRules {
    if (prompts < 0 || pairs < 0 || staleness < 0 || judgeCap < 0) {
      throw new IllegalArgumentException(
          "prompts (%d), pairs (%d), staleness (%d) and judge cap (%d) must be 0 or more"
              .formatted(prompts, pairs, staleness, judgeCap));
    }
    if (longestWait.isNegative() || longestWait.isZero()) {
      throw new IllegalArgumentException(
          "the longest wait is " + longestWait + ": give one above 0");
    }
    if (!(judgeShare >= 0 && judgeShare <= 1 && judgeMark >= 0 && judgeMark <= 1)) {
      throw new IllegalArgumentException(
          "judge share (%s) and judge mark (%s) must be 0 to 1".formatted(judgeShare, judgeMark));
    }
  }
}
