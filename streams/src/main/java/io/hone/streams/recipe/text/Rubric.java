package io.hone.streams.recipe.text;

import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Score;
import java.util.Map;
import java.util.Set;

/** How a judge is asked for the points of a response, by the template {@code judge}. */
public final class Rubric {
  private final Template template;
  private final ScoreLine scoreLine;

  /**
   * @param maximum the most points that it gives
   * @throws IllegalArgumentException if the template is not of the form
   */
  public Rubric(Templates templates, int maximum) {
    this.template = templates.read("judge", Set.of("conversation", "response"));
    this.scoreLine = new ScoreLine(maximum);
  }

  public String templateHash() {
    return template.hash();
  }

  /** A response to what was asked, to be judged. */
  public Sheet sheet(Conversation asked, String response) {
    Conversation question =
        template.fill(
            Map.of(
                "conversation", Enclosed.of("CONVERSATION", asked.text()),
                "response", Enclosed.of("RESPONSE", response)),
            asked.images());
    return new Sheet(question, Shown.of(asked.text(), response), scoreLine);
  }

  /** One response to judge. */
  public static final class Sheet {
    private final Conversation question;
    private final Shown shown;
    private final ScoreLine scoreLine;

    private Sheet(Conversation question, Shown shown, ScoreLine scoreLine) {
      this.question = question;
      this.shown = shown;
      this.scoreLine = scoreLine;
    }

    /** What the judge is asked. */
    public Conversation question() {
      return question;
    }

    /** What it says in points. */
    public Score read(String judgement) {
      return scoreLine.read(judgement, shown);
    }
  }
}
