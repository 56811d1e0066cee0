package io.hone.streams.recipe.text;

import io.hone.streams.recipe.Score;
import org.jspecify.annotations.Nullable;

/**
 * Reads points from a judgement: the last score line in the judge's own words. It takes decimals,
 * {@code 5/5}, {@code 4 out of 5}, markdown around it and points in brackets; it takes no other
 * denominator, no ranges, and nothing that stands in a quotation or is repeated from the shown
 * texts.
 */
public final class ScoreLine {
  private static final ClosingLine LINE =
      new ClosingLine(
          "score(?: ?\\([^)]{0,30}\\))?",
          "[<\\[(]? ?(-?\\d{1,4}(?:[.,]\\d{1,6})?) ?[>\\])]?"
              + " ?(?:(?:/|out of|of) ?(\\d{1,4})(?:\\.0+)? ?)?(?:points?)?");

  private final int maximum;

  /**
   * @param maximum the most points that the rubric gives
   */
  public ScoreLine(int maximum) {
    this.maximum = maximum;
  }

  /**
   * @param judgement as written
   * @param shown the texts that the judge was shown: conversation and response
   */
  public Score read(String judgement, Shown shown) {
    return LINE.last(judgement, shown)
        .map(found -> scoreOf(found.group(1), found.group(2)))
        .orElse(Score.Missing.UNPARSABLE);
  }

  /** The judgement without its points: what a meta-judge is shown. */
  public static String strip(String judgement) {
    return LINE.without(judgement);
  }

  private Score scoreOf(String points, @Nullable String denominator) {
    if (denominator != null && Integer.parseInt(denominator) != maximum) {
      return Score.Missing.UNPARSABLE;
    }
    double value = Double.parseDouble(points.replace(',', '.'));
    boolean inRange = value >= 0 && value <= maximum;
    return inRange ? new Score.Points(value + 0.0) : new Score.OutOfRange(value);
  }
}
