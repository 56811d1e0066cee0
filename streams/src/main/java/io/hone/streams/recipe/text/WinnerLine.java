package io.hone.streams.recipe.text;

import io.hone.streams.recipe.Winner;
import java.util.Locale;

/**
 * Reads a verdict: the last line in the judge's own words that names a winner, {@code Winner:
 * Judgement A}, {@code **Winner: Judgment B**}, {@code Winner: [[A]]}, or a tie; of responses
 * {@code Winner: Response A}.
 */
public final class WinnerLine {
  private static final ClosingLine JUDGEMENTS = lineOf("judge?ment");
  private static final ClosingLine RESPONSES = lineOf("response");

  private WinnerLine() {}

  /**
   * @param verdict as written
   * @param shown the texts that the meta-judge was shown: conversation, response, judgements
   */
  public static Winner read(String verdict, Shown shown) {
    return read(JUDGEMENTS, verdict, shown);
  }

  /**
   * The same of two responses.
   *
   * @param shown conversation and responses
   */
  public static Winner ofResponses(String verdict, Shown shown) {
    return read(RESPONSES, verdict, shown);
  }

  private static ClosingLine lineOf(String compared) {
    return new ClosingLine(
        "winner",
        "[<\\[(\"]{0,2}(?:(?:the )?"
            + compared
            + " )?[\\[(\"]{0,2}"
            + "(A|B|(?:an? )?(?:tie|draw)|neither|none|both)\\b[>\\])\"]{0,4}");
  }

  private static Winner read(ClosingLine line, String verdict, Shown shown) {
    return line.last(verdict, shown)
        .map(found -> winnerOf(found.group(1)))
        .orElse(Winner.UNPARSABLE);
  }

  private static Winner winnerOf(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "A" -> Winner.FIRST;
      case "B" -> Winner.SECOND;
      default -> Winner.TIE;
    };
  }
}
