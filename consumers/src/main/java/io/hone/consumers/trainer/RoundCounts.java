package io.hone.consumers.trainer;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every record of the topic of preferences that a round has consumed: {@code read}
 * is the sum of the others.
 *
 * @param prompts finished prompts of the round; they are not among the records
 * @param read records of the topic of preferences
 * @param actorPairs learned from: pairs of responses
 * @param judgePairs learned from: pairs of judgements or verdicts
 * @param repeated read before under the same id
 * @param unreadable that are no pairs
 * @param unfit that the trainer cannot learn from: no rejected side, two sides alike, images,
 *     messages of unknown roles
 * @param stale made by a version too far behind the parent, or not among its ancestors; by version
 * @param unknown made by a version that was never announced; by name
 * @param judgesLeftOut pairs of judgements above the share or cap, or of a meta-judge below the
 *     mark
 */
public record RoundCounts(
    long prompts,
    long read,
    long actorPairs,
    long judgePairs,
    long repeated,
    long unreadable,
    long unfit,
    Map<String, Long> stale,
    Map<String, Long> unknown,
    long judgesLeftOut) {

  public RoundCounts {
    stale = new TreeMap<>(stale);
    unknown = new TreeMap<>(unknown);
  }

  /** How many are too old. */
  public long stalePairs() {
    return sum(stale);
  }

  /** Whether no record is unaccounted for. */
  boolean balanced() {
    return read
        == actorPairs
            + judgePairs
            + repeated
            + unreadable
            + unfit
            + sum(stale)
            + sum(unknown)
            + judgesLeftOut;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
