package io.hone.streams.recipe;

import java.util.List;

/**
 * How answers are drawn.
 *
 * @param temperature 0 is greedy
 * @param topP nucleus mass in (0, 1]; 1 is off
 * @param topK keep the k likeliest tokens; 0 is off
 * @param maxTokens at most this many tokens per sample
 * @param stop generation ends before the first of these
 * @param samples how many answers one call draws
 * @param logprobs whether log-probabilities are wanted
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    List<String> stop,
    int samples,
    boolean logprobs) {
  public Sampling {
    stop = List.copyOf(stop);
    if (!(temperature >= 0)) throw wrong("temperature", temperature, "at least 0");
    if (!(topP > 0 && topP <= 1)) throw wrong("top-p", topP, "above 0 and at most 1");
    if (topK < 0) throw wrong("top-k", topK, "0 (off) or more");
    if (maxTokens < 1) throw wrong("max-tokens", maxTokens, "at least 1");
    if (samples < 1) throw wrong("samples", samples, "at least 1");
  }

  /** One sample at this temperature and nucleus. */
  public static Sampling of(double temperature, double topP, int maxTokens) {
    return new Sampling(temperature, topP, 0, maxTokens, List.of(), 1, false);
  }

  private static IllegalArgumentException wrong(String what, Object value, String may) {
    return new IllegalArgumentException(what + " is " + value + "; it may be " + may);
  }
}
