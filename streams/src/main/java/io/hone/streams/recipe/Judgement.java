package io.hone.streams.recipe;

import java.util.OptionalDouble;

/**
 * The judge's view of a response.
 *
 * @param id derived from where it was read
 * @param drawn where it was read from
 * @param response what is judged
 * @param score what it says in points
 */
public record Judgement(String id, Drawn drawn, Response response, Score score) implements Finding {
  public Judgement(Drawn drawn, Response response, Score score) {
    this(drawn.id("j"), drawn, response, score);
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
