package io.hone.models.openai;

import java.time.Duration;

/**
 * How often and when a failed attempt is made again: after 429, 5xx, a broken connection or an
 * answer that is not JSON. A timeout is not: the server may still be at work on it.
 *
 * @param retries attempts after the first; 0 turns it off
 * @param first the longest wait before the first retry; doubles each time. The wait is drawn
 *     between half of it and all of it
 * @param longest where the doubling ends
 * @param longestAsked the longest {@code Retry-After} that is waited for; a server that asks for
 *     more ends the request, and the caller learns for how long it asked
 */
public record RetryPolicy(int retries, Duration first, Duration longest, Duration longestAsked) {

  private static final Duration LIMIT = Duration.ofDays(1);

  /** Four retries, 0.5 s doubling up to 20 s, a server may ask for a minute. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(1));

  /** The same with two retries, which take two seconds at most if the server asks for no more. */
  static final RetryPolicy TWO =
      new RetryPolicy(2, DEFAULT.first(), DEFAULT.longest(), DEFAULT.longestAsked());

  /** One attempt only. */
  public static final RetryPolicy NONE =
      new RetryPolicy(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException("Retries: " + retries + "; it must be 0 or more.");
    }
    requireTime("first wait", first);
    requireTime("longest wait", longest);
    requireTime("longest wait that a server may ask for", longestAsked);
  }

  private static void requireTime(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException(
          "Retries: " + name + " is " + value + "; it must be of 0 to 1 day.");
    }
  }
}
