package io.hone.models;

import java.util.List;

/**
 * How tokens are drawn. The order is the field's: temperature, then top-k, then top-p over what
 * top-k left, then the draw.
 *
 * @param temperature at least 0; 0 is greedy decoding
 * @param topP in (0, 1]; the smallest set of most likely tokens whose probabilities reach it; 1 is
 *     off
 * @param topK at least 0; only the k most likely tokens; 0 is off
 * @param maxTokens at least 1; tokens to draw at most, the end token included
 * @param stop texts that end a sample before they appear in it; none empty
 * @param seed sample {@code i} of a request draws from a random stream of {@code (seed, i)} alone,
 *     whatever else is in the batch
 * @param samples at least 1; how many samples of the prompt
 * @param logProbabilities whether the samples carry the log-probability of each token, under the
 *     model's own distribution (temperature 1, nothing cut)
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    List<String> stop,
    long seed,
    int samples,
    boolean logProbabilities) {

  public Sampling {
    require(
        temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "0 or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "in (0, 1]");
    require(topK >= 0, "top-k", topK, "0 (off) or more");
    require(maxTokens >= 1, "max tokens", maxTokens, "1 or more");
    require(samples >= 1, "samples", samples, "1 or more");
    stop = List.copyOf(stop);
    require(stop.stream().noneMatch(String::isEmpty), "stop", stop, "texts that are not empty");
  }

  /** One sample at temperature 1, nothing cut. */
  public static Sampling plain(int maxTokens, long seed) {
    return new Sampling(1, 1, 0, maxTokens, List.of(), seed, 1, false);
  }

  /** The most likely token at every step. */
  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 1, 0, maxTokens, List.of(), 0, 1, false);
  }

  public Sampling withTemperature(double value) {
    return new Sampling(value, topP, topK, maxTokens, stop, seed, samples, logProbabilities);
  }

  public Sampling withTopP(double value) {
    return new Sampling(temperature, value, topK, maxTokens, stop, seed, samples, logProbabilities);
  }

  public Sampling withTopK(int value) {
    return new Sampling(temperature, topP, value, maxTokens, stop, seed, samples, logProbabilities);
  }

  public Sampling withStop(List<String> value) {
    return new Sampling(temperature, topP, topK, maxTokens, value, seed, samples, logProbabilities);
  }

  public Sampling withSeed(long value) {
    return new Sampling(temperature, topP, topK, maxTokens, stop, value, samples, logProbabilities);
  }

  public Sampling withSamples(int value) {
    return new Sampling(temperature, topP, topK, maxTokens, stop, seed, value, logProbabilities);
  }

  public Sampling withLogProbabilities(boolean value) {
    return new Sampling(temperature, topP, topK, maxTokens, stop, seed, samples, value);
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Sampling: " + name + " is " + value + "; it must be " + allowed + ".");
    }
  }
}
