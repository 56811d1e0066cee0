package io.hone.streams.recipe;

/** Which of two shown judgements won; the names are those of the contract. */
public enum Winner {
  FIRST,
  SECOND,
  /** The meta-judge said that neither is better. */
  TIE,
  /** Nobody knows what it said: not a tie, and no win of any position. */
  UNPARSABLE,
  CALL_FAILED;

  public boolean decided() {
    return this == FIRST || this == SECOND;
  }
}
