package io.hone.consumers.versions;

import java.time.Duration;

/** What a follower has done about a version. */
public sealed interface VersionEvent {
  /** The version's name. */
  String version();

  /** One sentence for people. */
  String sentence();

  /**
   * Requests may name it from now on.
   *
   * @param sinceAnnounced from the announcement's time, by the announcer's clock, until now by ours
   * @param sinceRead from when the announcement was read here
   */
  record Loaded(String version, Duration sinceAnnounced, Duration sinceRead)
      implements VersionEvent {
    @Override
    public String sentence() {
      return "Version %s is ready, %d ms after it was announced."
          .formatted(version, sinceAnnounced.toMillis());
    }
  }

  /** It is not used, and will not be tried again until it is announced anew. */
  record Refused(String version, String why) implements VersionEvent {
    @Override
    public String sentence() {
      return why;
    }
  }

  /** It could not be had now and is tried again. */
  record Postponed(String version, String why, Duration until) implements VersionEvent {
    @Override
    public String sentence() {
      return "Version %s waits for %d ms: %s".formatted(version, until.toMillis(), why);
    }
  }

  /** Requests can name it no more; those that run end on it. */
  record Unloaded(String version) implements VersionEvent {
    @Override
    public String sentence() {
      return "Version " + version + " was unloaded: newer ones took its place.";
    }
  }
}
