package io.hone.streams.recipe.rank;

import java.util.List;

/**
 * Whose further judgements could still change which response is the most disputed, when some were
 * not asked yet. The most disputed one is always judged to the end, so that all its judgements can
 * be compared. Reasons as {@link Settling} does.
 *
 * @param judgements how many the full method asks for each response
 * @param maximum the most points
 * @param validShare see {@link Ballot#enough}
 * @param confidence in (0, 1]
 */
public record Disputing(int judgements, double maximum, double validShare, double confidence) {
  private static final double MARGIN = 1e-6;

  /** Where a response's final variance may lie. */
  private record Range(Ballot ballot, double low, double high, boolean firm) {}

  /** The responses to judge further, in the ballots' order. */
  public List<Ballot> unsettled(List<Ballot> ballots) {
    List<Range> ranges =
        ballots.stream()
            .filter(ballot -> ballot.asked() < judgements || ballot.enough(validShare))
            .map(this::range)
            .toList();
    double least = ranges.stream().filter(Range::firm).mapToDouble(Range::low).max().orElse(0);
    return ranges.stream()
        .filter(range -> range.high() >= least - MARGIN)
        .map(Range::ballot)
        .filter(ballot -> ballot.asked() < judgements)
        .toList();
  }

  private Range range(Ballot ballot) {
    int valid = ballot.valid().size();
    int left = judgements - ballot.asked();
    if (valid == 0) return new Range(ballot, 0, greatest(0, 0, 0, left), false);
    double squares = ballot.variance() * valid;
    double low = squares / (valid + left);
    double high = greatest(valid, ballot.mean(), squares, left);
    if (confidence == 1) {
      return new Range(ballot, low, high, valid >= 2 && valid >= validShare * judgements);
    }
    if (valid < 2) return new Range(ballot, low, high, false);
    double missing = 1 - (double) ballot.asked() / judgements;
    double reach =
        Normal.twoSided(confidence)
            * ballot.variance()
            * StrictMath.sqrt(2 * missing / (valid - 1));
    return new Range(
        ballot,
        Math.max(low, ballot.variance() - reach),
        Math.min(high, ballot.variance() + reach),
        ballot.enough(validShare));
  }

  /** The variance is greatest when what is left gives nothing or all points, or does not count. */
  private double greatest(int valid, double mean, double squares, int left) {
    double greatest = valid == 0 ? 0 : squares / valid;
    for (int nothing = 0; nothing <= left; nothing++) {
      for (int all = 0; nothing + all <= left; all++) {
        int count = valid + nothing + all;
        if (count == 0) continue;
        double total = valid * mean + all * maximum;
        double ofSquares = squares + valid * mean * mean + all * maximum * maximum;
        greatest = Math.max(greatest, ofSquares / count - total / count * (total / count));
      }
    }
    return greatest;
  }
}
