package io.hone.streams.recipe;

/** What a judgement says in points. A judgement without points is never one of zero points. */
public sealed interface Score {
  /**
   * @param value from 0 to the rubric's maximum
   */
  record Points(double value) implements Score {}

  /** Points that the rubric does not have. */
  record OutOfRange(double value) implements Score {}

  /** No points. */
  enum Missing implements Score {
    UNPARSABLE,
    CALL_FAILED
  }
}
