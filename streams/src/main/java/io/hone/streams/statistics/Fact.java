package io.hone.streams.statistics;

import io.hone.event.CallErrorKind;
import io.hone.event.JudgementStatus;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.Stage;
import io.hone.event.Winner;
import java.util.Optional;

/**
 * As much of a record as the figures need. Ids are {@link Fingerprint}s; two facts of a kind with
 * one id are the same fact.
 */
sealed interface Fact {
  long id();

  /** Event time, in milliseconds since 1970. */
  long at();

  /** The model version it is counted for. */
  String version();

  /** A prompt that was submitted; the earliest of a prompt counts. */
  record Submitted(long at) implements Fact {
    @Override
    public long id() {
      return 0;
    }

    @Override
    public String version() {
      return "";
    }
  }

  /** A call that was asked under one attempt. */
  record Asked(long id, long at, String version, Stage stage) implements Fact {}

  /**
   * @param failure empty: it was answered
   * @param worked whether a worker did it; else it was given up, and took no time
   * @param latency in milliseconds, as is {@code queued}
   */
  record Completed(
      long id,
      long at,
      String version,
      Stage stage,
      Optional<CallErrorKind> failure,
      boolean worked,
      long promptTokens,
      long completionTokens,
      long latency,
      long queued)
      implements Fact {}

  /**
   * @param length in characters
   */
  record Answered(long id, long at, String version, int length, boolean duplicate)
      implements Fact {}

  /**
   * @param response the response that is judged
   * @param score meaningless unless the status is VALID
   */
  record Judged(
      long id,
      long at,
      String version,
      long response,
      JudgementStatus status,
      double score,
      int length)
      implements Fact {}

  /**
   * @param first the judgement shown first
   */
  record Decided(long id, long at, String version, long first, long second, Winner winner)
      implements Fact {}

  /**
   * @param rejectedLength empty for a supervised example
   * @param chosenScore not a number if it has none
   */
  record Paired(
      long id,
      long at,
      String version,
      PairKind kind,
      int chosenLength,
      Optional<Integer> rejectedLength,
      double chosenScore)
      implements Fact {}

  /**
   * The one outcome of a prompt.
   *
   * @param took milliseconds since the prompt was admitted
   */
  record Ended(long at, String version, OutcomeStatus status, String reason, long took)
      implements Fact {
    @Override
    public long id() {
      return 0;
    }
  }
}
