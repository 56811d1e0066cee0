package io.hone.streams.recipe;

/**
 * The meta-judge's comparison of two judgements of one response, in one of the two orders. It
 * carries both, so that nothing is ever aligned by position.
 *
 * @param id derived from where it was read
 * @param drawn where it was read from
 * @param first the judgement shown first, as A
 * @param second the judgement shown second, as B
 * @param winner which position won
 * @param scoresShown whether the score lines were left in
 */
public record Verdict(
    String id, Drawn drawn, Judgement first, Judgement second, Winner winner, boolean scoresShown)
    implements Finding {
  public Verdict(
      Drawn drawn, Judgement first, Judgement second, Winner winner, boolean scoresShown) {
    this(drawn.id("v"), drawn, first, second, winner, scoresShown);
  }
}
