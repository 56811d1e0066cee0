package io.hone.app.measure;

import io.hone.event.Measure;
import java.util.Optional;

/**
 * How often one of two was better at the same question.
 *
 * @param wins of the one
 * @param losses of the one
 * @param ties neither was better
 */
public record Matched(long wins, long losses, long ties) {
  public static final Matched NONE = new Matched(0, 0, 0);

  /** With one question more; {@code sign} above 0 is a win, below 0 a loss. */
  public Matched plus(int sign) {
    return new Matched(
        wins + (sign > 0 ? 1 : 0), losses + (sign < 0 ? 1 : 0), ties + (sign == 0 ? 1 : 0));
  }

  public long count() {
    return wins + losses + ties;
  }

  /**
   * Wins and half of the ties, as a share of all. The interval is that of the difference of paired
   * shares, with half an observation added to each of the four ways that a pair can end (Agresti
   * and Min, Statistics in Medicine 24, 2005), which gives it a width even if all ended alike.
   *
   * @return empty if nothing was compared
   */
  public Optional<Measure> winRate() {
    if (count() == 0) return Optional.empty();
    double all = count() + 2.0;
    double lead = (wins - losses) / all;
    double variance = ((wins + losses + 1) / all - lead * lead) / all;
    double halfWidth = Wilson.Z * Math.sqrt(variance);
    return Optional.of(
        new Measure(
            (wins + ties / 2.0) / count(),
            Math.max(0, (1 + lead - halfWidth) / 2),
            Math.min(1, (1 + lead + halfWidth) / 2),
            count()));
  }
}
