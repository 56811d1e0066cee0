package io.hone.consumers.versions;

import io.hone.schemas.catalog.Namespace;
import java.time.Duration;

/**
 * How a follower works.
 *
 * @param run whose versions
 * @param own the version that the host was opened with
 * @param keep versions besides the promoted one and {@code own} that stay loaded, for episodes that
 *     began with them
 * @param firstWait before a version that could not be had is tried again; doubles each time
 * @param longestWait at most
 */
public record FollowerSettings(
    Namespace run, String own, int keep, Duration firstWait, Duration longestWait) {

  public FollowerSettings {
    if (keep < 0 || firstWait.isNegative() || firstWait.compareTo(longestWait) > 0) {
      throw new IllegalArgumentException(
          "Follower of versions: keep is %d, the first wait %s and the longest %s; keep must be 0 or more and the waits grow."
              .formatted(keep, firstWait, longestWait));
    }
  }

  /** Waits of half a second to 30 s. */
  public static FollowerSettings of(Namespace run, String own, int keep) {
    return new FollowerSettings(run, own, keep, Duration.ofMillis(500), Duration.ofSeconds(30));
  }
}
