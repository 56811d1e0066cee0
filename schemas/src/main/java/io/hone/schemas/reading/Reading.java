package io.hone.schemas.reading;

import io.hone.event.DeadLetterReason;

/**
 * What the bytes of a record turned out to be.
 *
 * @param <T> the event that was wanted
 */
public sealed interface Reading<T> {

  /** What was wanted. */
  record Event<T>(T value) implements Reading<T> {}

  /**
   * Not what was wanted, and no waiting will make it so.
   *
   * @param detail one sentence for people, cut after 1,000 characters
   */
  record Dead<T>(DeadLetterReason reason, String detail) implements Reading<T> {
    private static final int LONGEST = 1_000;

    public Dead {
      if (detail.length() > LONGEST) detail = detail.substring(0, LONGEST) + "…";
    }
  }
}
