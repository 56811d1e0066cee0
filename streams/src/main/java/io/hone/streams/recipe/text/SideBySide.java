package io.hone.streams.recipe.text;

import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Winner;
import java.util.Map;
import java.util.Set;

/** How a judge is asked which of two responses is better, by the template {@code compare}. */
public final class SideBySide {
  private final Template template;

  /**
   * @throws IllegalArgumentException if the template is not of the form
   */
  public SideBySide(Templates templates) {
    this.template = templates.read("compare", Set.of("conversation", "response_a", "response_b"));
  }

  /** Two responses to what was asked, shown in this order. */
  public Sheet sheet(Conversation asked, String first, String second) {
    Conversation question =
        template.fill(
            Map.of(
                "conversation", Enclosed.of("CONVERSATION", asked.text()),
                "response_a", Enclosed.of("RESPONSE A", first),
                "response_b", Enclosed.of("RESPONSE B", second)),
            asked.images());
    return new Sheet(question, Shown.of(asked.text(), first, second));
  }

  /** Two responses in one order. */
  public static final class Sheet {
    private final Conversation question;
    private final Shown shown;

    private Sheet(Conversation question, Shown shown) {
      this.question = question;
      this.shown = shown;
    }

    /** What the judge is asked. */
    public Conversation question() {
      return question;
    }

    /** Which of them it says is better. */
    public Winner read(String verdict) {
      return WinnerLine.ofResponses(verdict, shown);
    }
  }
}
