package io.hone.app.console;

import io.hone.app.records.Spelling;
import io.hone.event.Candidate;
import io.hone.event.PreferencePair;
import io.hone.streams.account.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a pair: what lists show, and where the rest is.
 *
 * @param number in the order in which pairs were read
 * @param kind in lower case, e.g. {@code actor}
 * @param version of the policy that made it
 * @param at when it was made, milliseconds since 1970
 * @param chosenScore not a number if there is none
 * @param chosenLength in code points, as is {@code rejectedLength}
 * @param beginnings of chosen and rejected, for searching
 */
record PairRow(
    long number,
    String pairId,
    String promptId,
    String kind,
    String version,
    long at,
    float chosenScore,
    float rejectedScore,
    int chosenLength,
    int rejectedLength,
    float weight,
    Position position,
    String beginnings) {
  private static final int BEGINNING = 160;

  /** Where it stands among others: by when they were made, and read. */
  record Age(long at, long number) implements Comparable<Age> {
    @Override
    public int compareTo(Age other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  Age age() {
    return new Age(at, number);
  }

  static PairRow of(long number, Position position, PreferencePair pair) {
    Candidate chosen = pair.getChosen();
    @Nullable Candidate rejected = pair.getRejected();
    return new PairRow(
        number,
        pair.getPairId(),
        pair.getPromptId(),
        Spelling.of(pair.getKind()),
        pair.getPolicy().getVersion().intern(),
        pair.getPairedAt().toEpochMilli(),
        score(chosen),
        score(rejected),
        chosen.getLength(),
        rejected == null ? 0 : rejected.getLength(),
        (float) pair.getWeight(),
        position,
        Words.beginning(chosen.getText(), BEGINNING)
            + "\n"
            + (rejected == null ? "" : Words.beginning(rejected.getText(), BEGINNING)));
  }

  private static float score(@Nullable Candidate side) {
    Double score = side == null ? null : side.getScore();
    return score == null ? Float.NaN : score.floatValue();
  }

  /** How much better the chosen side scored; not a number if a score is missing. */
  float margin() {
    return chosenScore - rejectedScore;
  }
}
