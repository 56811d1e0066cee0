package io.hone.app.exam;

import io.hone.streams.recipe.Score;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What a judge said of one response.
 *
 * @param given one for each judgement; none if the response did not fit into the judge's context
 */
record Scores(List<Score> given) {
  Scores {
    given = List.copyOf(given);
  }

  /** Of the judgements that have points. */
  DoubleStream points() {
    return given.stream()
        .filter(Score.Points.class::isInstance)
        .mapToDouble(score -> ((Score.Points) score).value());
  }

  /** Empty if fewer than half of the judgements have points, as in the recipes. */
  OptionalDouble mean() {
    return 2 * points().count() < given.size() ? OptionalDouble.empty() : points().average();
  }
}
