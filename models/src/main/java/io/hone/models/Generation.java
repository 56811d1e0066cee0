package io.hone.models;

import java.util.List;

/**
 * The answer to one request.
 *
 * @param version the version that made every token of it
 * @param promptTokens tokens of the prompt, once, however many samples
 * @param samples as many as asked, in order of their index
 */
public record Generation(String version, int promptTokens, List<Sample> samples) {

  public Generation {
    samples = List.copyOf(samples);
  }

  /**
   * One sample.
   *
   * @param text the tokens as text, without special tokens and without the stop text
   * @param tokenIds the tokens drawn, the end token included where it was drawn; empty if a server
   *     does not tell
   * @param finishReason why it ended
   * @param tokens how many tokens were drawn
   * @param logProbabilities natural logarithms, one per token drawn, if asked for; else empty
   */
  public record Sample(
      String text,
      List<Integer> tokenIds,
      FinishReason finishReason,
      int tokens,
      List<Double> logProbabilities) {
    public Sample {
      tokenIds = List.copyOf(tokenIds);
      logProbabilities = List.copyOf(logProbabilities);
    }
  }

  /** Why a sample ended. */
  public enum FinishReason {
    /** The model drew an end token, or the text reached a stop text. */
    STOP,
    /** The most tokens allowed, or the end of the model's context. */
    LENGTH,
    /** A server's filter cut it. */
    FILTERED
  }

  /** Tokens drawn over all samples. */
  public int generatedTokens() {
    return samples.stream().mapToInt(Sample::tokens).sum();
  }
}
