package io.hone.streams.recipe;

import java.util.OptionalDouble;

/**
 * One side of a pair.
 *
 * @param id of the response, judgement or other record it was
 * @param sample the continuation
 * @param score mean score of a response, or the points a judgement gave; NaN if it has none
 * @param rating Elo on the natural scale of a judgement among its siblings; NaN if it has none
 * @param ballots how many valid judgements or decided verdicts stand behind score or rating
 */
public record Candidate(String id, Sample sample, double score, double rating, int ballots) {
  /** A response with its mean score. */
  public static Candidate scored(String id, Sample sample, double score, int ballots) {
    return new Candidate(id, sample, score, Double.NaN, ballots);
  }

  /** A continuation that nobody has scored. */
  public static Candidate unscored(String id, Sample sample) {
    return new Candidate(id, sample, Double.NaN, Double.NaN, 0);
  }

  public String text() {
    return sample.text();
  }

  /** In Unicode code points. */
  public int length() {
    return text().codePointCount(0, text().length());
  }

  public OptionalDouble knownScore() {
    return Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score);
  }

  public OptionalDouble knownRating() {
    return Double.isNaN(rating) ? OptionalDouble.empty() : OptionalDouble.of(rating);
  }
}
