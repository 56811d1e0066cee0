package io.hone.models.scripted;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a scripted model takes for a request. */
@FunctionalInterface
public interface Latency {

  /** At once, on the caller's thread. */
  Latency NONE = random -> Duration.ZERO;

  /** A draw of at least zero. */
  Duration draw(RandomGenerator random);

  /** Always the same. */
  static Latency fixed(Duration time) {
    return random -> time;
  }

  /** Evenly between two bounds, the upper one excluded. */
  static Latency between(Duration least, Duration most) {
    return random -> least.plusNanos((long) (random.nextDouble() * most.minus(least).toNanos()));
  }

  /**
   * Exponential, as language models' answers come close to, cut at a bound.
   *
   * @param mean before the cut
   */
  static Latency exponential(Duration mean, Duration most) {
    return random -> {
      long drawn = (long) (random.nextExponential() * mean.toNanos());
      return Duration.ofNanos(Math.min(drawn, most.toNanos()));
    };
  }
}
