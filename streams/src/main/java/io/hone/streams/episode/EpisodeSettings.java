package io.hone.streams.episode;

import io.hone.streams.recipe.Model;
import java.time.Duration;
import java.util.Optional;

/**
 * What bounds the episodes.
 *
 * @param open episodes of one model version that may be open at a time, over all partitions:
 *     staleness bound times round size. Each partition takes its even share, at least one.
 * @param attempts how often a call is asked before it has failed
 * @param patience how long an answer may take before its call is asked again; longer than the
 *     slowest call and its time in the queue
 * @param tick how often deadlines are looked at
 * @param initial the policy while no version is promoted on the topic of models; empty: prompts
 *     wait until one is
 */
public record EpisodeSettings(
    int open, int attempts, Duration patience, Duration tick, Optional<Model> initial) {

  public EpisodeSettings {
    if (open < 1) throw wrong("open episodes", open, "1 or more");
    if (attempts < 1) throw wrong("attempts", attempts, "1 or more");
    if (patience.toMillis() < 1) throw wrong("patience", patience, "1 ms or more");
    if (tick.toMillis() < 1) throw wrong("tick", tick, "1 ms or more");
  }

  /** 1,000 open, three attempts, ten minutes of patience, a look every second. */
  public static EpisodeSettings defaults() {
    return new EpisodeSettings(
        1000, 3, Duration.ofMinutes(10), Duration.ofSeconds(1), Optional.empty());
  }

  public EpisodeSettings withOpen(int value) {
    return new EpisodeSettings(value, attempts, patience, tick, initial);
  }

  public EpisodeSettings withAttempts(int value) {
    return new EpisodeSettings(open, value, patience, tick, initial);
  }

  public EpisodeSettings withPatience(Duration value) {
    return new EpisodeSettings(open, attempts, value, tick, initial);
  }

  /** With this policy until another is promoted. */
  public EpisodeSettings withInitial(Model model) {
    return new EpisodeSettings(open, attempts, patience, tick, Optional.of(model));
  }

  private static IllegalArgumentException wrong(String what, Object value, String may) {
    return new IllegalArgumentException("Episodes: %s is %s; take %s.".formatted(what, value, may));
  }
}
