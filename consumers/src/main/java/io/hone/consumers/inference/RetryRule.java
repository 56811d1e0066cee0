package io.hone.consumers.inference;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether and when a transient failure of the model is tried again. Pure.
 *
 * @param attempts at the model, the first included
 * @param first the longest wait before the second attempt; doubles each time. The wait is drawn
 *     between half of it and all of it
 * @param longest where the doubling ends; a server that asks for more is heard
 * @param window how long after the delivery a further attempt may begin
 */
public record RetryRule(int attempts, Duration first, Duration longest, Duration window) {

  private static final int MOST = 100;

  public RetryRule {
    if (attempts < 1 || attempts > MOST) {
      throw new IllegalArgumentException(
          "Retries: attempts is " + attempts + "; it must be 1 to " + MOST + ".");
    }
    requireTime("first wait", first);
    requireTime("longest wait", longest);
    requireTime("window", window);
  }

  private static void requireTime(String name, Duration value) {
    if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "Retries: " + name + " is " + value + "; it must be of 0 to 1 day.");
    }
  }

  /** The same in another window. */
  public RetryRule within(Duration value) {
    return new RetryRule(attempts, first, longest, value);
  }

  /**
   * The wait before the next attempt.
   *
   * @param failures so far, at least 1
   * @param asked how long the server asked to wait
   * @param since how long ago the call was delivered
   * @param draw in [0, 1): spreads out those that failed together
   * @return empty if there is to be no further attempt
   */
  Optional<Duration> next(int failures, Optional<Duration> asked, Duration since, double draw) {
    if (failures >= attempts) return Optional.empty();
    double doubled = (double) first.toNanos() * Math.pow(2, failures - 1);
    double most = Math.min(doubled, (double) longest.toNanos());
    Duration drawn = Duration.ofNanos((long) (most * (0.5 + draw / 2)));
    Duration wait = asked.filter(a -> a.compareTo(drawn) > 0).orElse(drawn);
    return since.plus(wait).compareTo(window) > 0 ? Optional.empty() : Optional.of(wait);
  }
}
