package io.hone.streams.recipe.rank;

import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A response with what its judges say.
 *
 * @param response what is judged
 * @param valid the judgements that give points, in order of asking
 * @param asked how many judgements were asked for
 */
public record Ballot(Response response, List<Judgement> valid, int asked) {
  public Ballot {
    valid = List.copyOf(valid);
  }

  /**
   * One ballot for each response, in the responses' order.
   *
   * @param judgements of these responses, valid or not
   */
  public static List<Ballot> of(List<Response> responses, List<Judgement> judgements) {
    Map<String, List<Judgement>> byResponse = new LinkedHashMap<>();
    for (Judgement judgement : judgements) {
      byResponse.computeIfAbsent(judgement.response().id(), id -> new ArrayList<>()).add(judgement);
    }
    return responses.stream()
        .map(response -> of(response, byResponse.getOrDefault(response.id(), List.of())))
        .toList();
  }

  private static Ballot of(Response response, List<Judgement> judgements) {
    return new Ballot(
        response, judgements.stream().filter(Judgement::valid).toList(), judgements.size());
  }

  /** Whether at least one judgement, and this share of those asked for, gives points. */
  public boolean enough(double share) {
    return !valid.isEmpty() && valid.size() >= share * asked;
  }

  /** The response's score. NaN without a valid judgement. */
  public double mean() {
    return points().average().orElse(Double.NaN);
  }

  /** Population variance of the points. NaN without a valid judgement. */
  public double variance() {
    double mean = mean();
    return points().map(point -> (point - mean) * (point - mean)).average().orElse(Double.NaN);
  }

  public double sum() {
    return points().sum();
  }

  private DoubleStream points() {
    return valid.stream().mapToDouble(judgement -> judgement.points().orElseThrow());
  }
}
