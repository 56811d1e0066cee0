package io.hone.app.measure;

import io.hone.event.Measure;
import java.util.Optional;

/**
 * How many of how many, with the uncertainty of so many trials.
 *
 * @param trials at least {@code hits}; none means that nothing is known
 */
public record Share(long hits, long trials) {
  public static final Share NONE = new Share(0, 0);

  public Share {
    if (hits < 0 || hits > trials) {
      throw new IllegalArgumentException(hits + " hits in " + trials + " trials cannot be");
    }
  }

  public Share plus(boolean hit) {
    return new Share(hits + (hit ? 1 : 0), trials + 1);
  }

  public Share plus(Share other) {
    return new Share(hits + other.hits, trials + other.trials);
  }

  /** NaN without trials. */
  public double value() {
    return (double) hits / trials;
  }

  /** Lower end of Wilson's 95 % interval; NaN without trials. */
  public double low() {
    return new Wilson(value(), trials).low();
  }

  /** Upper end. */
  public double high() {
    return new Wilson(value(), trials).high();
  }

  /** With Wilson's interval of as many independent trials; empty without trials. */
  public Optional<Measure> measure() {
    return measure(trials);
  }

  /**
   * With Wilson's interval as if the trials of one group (the judgements of one response, say) were
   * one trial. They are like each other, so fewer than {@code trials} are independent, and at least
   * as many as there are groups: the interval is never too narrow.
   *
   * @param groups at least one where there are trials
   * @return counts the trials; empty without trials
   */
  public Optional<Measure> measure(long groups) {
    return trials == 0
        ? Optional.empty()
        : Optional.of(new Wilson(value(), Math.min(groups, trials)).measure(trials));
  }
}
