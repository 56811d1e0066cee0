package io.hone.streams.recipe;

/**
 * The meta-judge's comparison of two judgements of one response, in one of the two orders. It
 * carries both, so that nothing is ever aligned by position.
 *
 * @param drawn where it was read from
 * @param first the judgement shown first, as A
 * @param second the judgement shown second, as B
 * @param winner which position won
 * @param scoresShown whether the score lines were left in
 */
public record Verdict(
    Drawn drawn, Judgement first, Judgement second, Winner winner, boolean scoresShown)
    implements Finding {
  @Override
  public String id() {
    return drawn.id("v");
  }
}
