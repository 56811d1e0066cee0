package io.hone.app.seed.world;

import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.text.Enclosed;
import io.hone.streams.recipe.text.Rubric;
import io.hone.streams.recipe.text.Template;
import io.hone.streams.recipe.text.Templates;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What judge and meta-judge are asked, to the letter as the recipes ask it. */
public final class Asking {
  private final Rubric rubric;
  private final Template metaJudge;

  public Asking(Templates templates) {
    this.rubric = new Rubric(templates, Marking.MOST);
    this.metaJudge =
        templates.read(
            "meta-judge", Set.of("conversation", "response", "judgement_a", "judgement_b"));
  }

  /** To judge a response. */
  public String judge(String question, String response) {
    return sheet(question, response).question().text();
  }

  /** A response to judge, with the reading of what a judge says. */
  Rubric.Sheet sheet(String question, String response) {
    return rubric.sheet(Conversation.of(question), response);
  }

  /**
   * To compare two judgements of a response.
   *
   * @param first as shown, with its points or without
   * @param second likewise
   */
  public String metaJudge(String question, String response, String first, String second) {
    return metaJudge
        .fill(
            Map.of(
                "conversation", Enclosed.of("CONVERSATION", question),
                "response", Enclosed.of("RESPONSE", response),
                "judgement_a", Enclosed.of("JUDGEMENT A", first),
                "judgement_b", Enclosed.of("JUDGEMENT B", second)),
            List.of())
        .text();
  }
}
