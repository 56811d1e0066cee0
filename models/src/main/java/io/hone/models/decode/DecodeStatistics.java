package io.hone.models.decode;

/**
 * What a decoder has done since it was opened.
 *
 * @param steps forward passes
 * @param generatedTokens tokens drawn
 * @param prefilledTokens prompt tokens computed
 * @param turnNanos time of all turns with a step, in ns
 * @param torchNanos the part of it spent inside torch's calls, in ns
 */
public record DecodeStatistics(
    long steps, long generatedTokens, long prefilledTokens, long turnNanos, long torchNanos) {

  /** Share of a turn that is not torch's: scheduling, drawing up the batch, taking tokens in. */
  public double schedulerOverhead() {
    return turnNanos == 0 ? 0 : (double) (turnNanos - torchNanos) / turnNanos;
  }

  /** The difference to an earlier reading. */
  public DecodeStatistics since(DecodeStatistics before) {
    return new DecodeStatistics(
        steps - before.steps,
        generatedTokens - before.generatedTokens,
        prefilledTokens - before.prefilledTokens,
        turnNanos - before.turnNanos,
        torchNanos - before.torchNanos);
  }

  /** Written by the decode thread, read by any. */
  static final class Counter {
    private volatile DecodeStatistics total = new DecodeStatistics(0, 0, 0, 0, 0);

    void step(long generated, long prefilled, long torch) {
      DecodeStatistics t = total;
      total =
          new DecodeStatistics(
              t.steps + 1,
              t.generatedTokens + generated,
              t.prefilledTokens + prefilled,
              t.turnNanos,
              t.torchNanos + torch);
    }

    void turn(long nanos) {
      DecodeStatistics t = total;
      total =
          new DecodeStatistics(
              t.steps, t.generatedTokens, t.prefilledTokens, t.turnNanos + nanos, t.torchNanos);
    }

    DecodeStatistics read() {
      return total;
    }
  }
}
