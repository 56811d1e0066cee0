package io.hone.app.exam;

import io.hone.streams.recipe.Winner;

/**
 * What a judge said of two responses in both orders.
 *
 * @param shown winner where the first stood first
 * @param swapped winner where the second stood first
 * @param asked whether it was asked: two equal texts are a tie without a word
 */
record Orders(Winner shown, Winner swapped, boolean asked) {
  /** Two equal texts. */
  static final Orders SAME = new Orders(Winner.TIE, Winner.TIE, false);

  /** What a judge said. */
  static Orders of(Winner shown, Winner swapped) {
    return new Orders(shown, swapped, true);
  }

  /** Above 0 if both orders are for the first, below if both are for the second, else 0. */
  int sign() {
    if (shown == Winner.FIRST && swapped == Winner.SECOND) return 1;
    return shown == Winner.SECOND && swapped == Winner.FIRST ? -1 : 0;
  }

  /** Whether it tells how consistent the judge is. */
  boolean telling() {
    return asked && isReadable(shown) && isReadable(swapped);
  }

  /** Whether nothing at all is known. */
  boolean unknown() {
    return !isReadable(shown) && !isReadable(swapped);
  }

  /** Whether both say the same of the responses, not of their places. */
  boolean agree() {
    return sign() != 0 || (shown == Winner.TIE && swapped == Winner.TIE);
  }

  private static boolean isReadable(Winner winner) {
    return winner.decided() || winner == Winner.TIE;
  }
}
