package io.hone.streams.recipe;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One drawn answer.
 *
 * @param text without special tokens or stop string
 * @param tokenIds empty if the server does not tell
 * @param logprobs natural, one for each token; empty unless asked for
 * @param tokens how many were generated
 * @param finish why it ended
 */
public record Sample(
    String text, List<Integer> tokenIds, List<Float> logprobs, int tokens, Finish finish) {
  public Sample {
    tokenIds = List.copyOf(tokenIds);
    logprobs = List.copyOf(logprobs);
  }

  /** Why generation ended. */
  public enum Finish {
    STOP,
    LENGTH,
    CONTENT_FILTER,
    CANCELLED,
    ERROR,
    UNKNOWN
  }

  /** A finished text of which nothing else is known. */
  public static Sample of(String text) {
    return new Sample(text, List.of(), List.of(), 0, Finish.STOP);
  }

  /** The mean natural log-probability of a token; empty if none are known. */
  public OptionalDouble meanLogprob() {
    return logprobs.stream().mapToDouble(Float::doubleValue).average();
  }
}
