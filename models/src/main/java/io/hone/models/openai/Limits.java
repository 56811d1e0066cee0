package io.hone.models.openai;

import java.time.Duration;

/**
 * What the client holds at most.
 *
 * @param request how long one attempt may take, from its first byte sent to the last received
 * @param connect how long a connection may take, the TLS handshake included
 * @param concurrency requests on their way at a time, and connections open to the server
 * @param waitingRoom requests that may wait beyond those; one more fails as transient
 * @param responseBytes size of a response's body
 */
public record Limits(
    Duration request, Duration connect, int concurrency, int waitingRoom, int responseBytes) {

  private static final Duration LONGEST = Duration.ofDays(1);

  /** Ten minutes, 10 s, 64 at a time, 1024 waiting, 16 MiB. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofMinutes(10), Duration.ofSeconds(10), 64, 1024, 16 << 20);

  public Limits {
    requireTime("request", request);
    requireTime("connect", connect);
    require(concurrency >= 1, "concurrency", concurrency, "1 or more");
    require(waitingRoom >= 0, "waiting room", waitingRoom, "0 or more");
    require(responseBytes >= 1, "response bytes", responseBytes, "1 or more");
  }

  private static void requireTime(String name, Duration value) {
    require(
        value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST) <= 0,
        name + " timeout",
        value,
        "of 1 ms to 1 day");
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Limits: " + name + " is " + value + "; it must be " + allowed + ".");
    }
  }
}
