package io.hone.streams.recipe;

import java.util.OptionalDouble;

/**
 * The judge's view of a response.
 *
 * @param drawn where it was read from
 * @param response what is judged
 * @param score what it says in points
 */
public record Judgement(Drawn drawn, Response response, Score score) implements Finding {
  @Override
  public String id() {
    return drawn.id("j");
  }

  public String text() {
    return drawn.text();
  }

  /** In Unicode code points. */
  public int length() {
    return text().codePointCount(0, text().length());
  }

  /** The points, if it gives any that count. */
  public OptionalDouble points() {
    return score instanceof Score.Points points
        ? OptionalDouble.of(points.value())
        : OptionalDouble.empty();
  }

  public boolean valid() {
    return score instanceof Score.Points;
  }
}
