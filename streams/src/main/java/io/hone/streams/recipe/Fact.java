package io.hone.streams.recipe;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What became of a call, for good: an answer, or a failure after its last attempt.
 *
 * @param callId the call
 * @param answeredBy the model and version that really answered
 * @param result answer or failure
 * @param cost what it cost, also when it failed
 * @param at when the work ended
 */
public record Fact(String callId, Model answeredBy, Result result, Cost cost, Instant at) {
  private static final String TOO_LONG = "too_long";

  /** An answer or a failure. */
  public sealed interface Result {}

  /**
   * @param samples the drawn answers, in order of their index; at least one
   */
  public record Answer(List<Sample> samples) implements Result {
    public Answer {
      samples = List.copyOf(samples);
      if (samples.isEmpty()) throw new IllegalArgumentException("an answer needs a sample");
    }
  }

  /**
   * @param kind a stable word, e.g. {@code timeout}
   * @param message one sentence for people
   */
  public record Failure(String kind, String message) implements Result {
    public Failure {
      kind = kind.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param prompt tokens read
   * @param completion tokens generated
   * @param cached prompt tokens that a cache spared
   */
  public record Cost(long prompt, long completion, long cached) {
    public static final Cost NONE = new Cost(0, 0, 0);

    public Cost plus(Cost more) {
      return new Cost(prompt + more.prompt, completion + more.completion, cached + more.cached);
    }
  }

  /** The samples, none if the call failed. */
  public List<Sample> samples() {
    return switch (result) {
      case Answer answer -> answer.samples();
      case Failure failure -> List.of();
    };
  }

  public boolean failed() {
    return result instanceof Failure;
  }

  /** Whether it failed because it is too long for the model. */
  public boolean tooLong() {
    return result instanceof Failure failure && failure.kind().equals(TOO_LONG);
  }
}
