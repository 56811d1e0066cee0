package io.hone.consumers.trainer;

import java.time.Instant;

/**
 * What a trainer does now.
 *
 * @param phase of its work
 * @param version that it works on, or collects pairs of; may be empty
 * @param done of {@code of}: prompts or pairs collected, steps trained; 0 where nothing is counted
 * @param of how many are wanted; 0 where nothing is counted
 * @param pairs of the round so far
 * @param reason one sentence for people where there is something to say, e.g. why it waits
 * @param since when it came into this phase
 */
public record TrainerStatus(
    Phase phase, String version, long done, long of, long pairs, String reason, Instant since) {

  /** Of its work. */
  public enum Phase {
    /** Another trainer acts, or the broker is not there. */
    WAITING,
    COLLECTING,
    TRAINING,
    EXAMINING,
    /** Told to pause. */
    PAUSED,
    /** Nothing can be done until a person does something; the reason says what. */
    STUCK
  }

  /** For people, e.g. {@code collecting 12 of 64}. */
  public String sentence() {
    StringBuilder text = new StringBuilder(phase.name().toLowerCase(java.util.Locale.ROOT));
    if (!version.isEmpty()) text.append(' ').append(version);
    if (of > 0) text.append(": ").append(done).append(" of ").append(of);
    if (pairs > 0) text.append(", ").append(pairs).append(" pairs");
    if (!reason.isEmpty()) text.append(" (").append(reason).append(')');
    return text.toString();
  }
}
