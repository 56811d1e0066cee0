package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Once;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Stage;
import java.util.List;

/** The actor answers the prompt K times. */
final class Answering {
  private final ActorSettings settings;

  private final Once<Round<Response>> answered = Once.round();

  Answering(ActorSettings settings) {
    this.settings = settings;
  }

  /** The responses, duplicates marked. */
  Round<Response> of(Episode episode) {
    return answered.of(episode, () -> answer(episode));
  }

  private Round<Response> answer(Episode episode) {
    Question question =
        Question.of(
                episode,
                Stage.ACTOR,
                episode.cast().policy(),
                episode.prompt().conversation(),
                settings.answering())
            .seeded(settings.seed());
    Round<Response> drawn =
        Round.of(
            episode,
            question.draws(0, settings.responses()),
            (call, fact) -> Drawn.samples(call, fact).map(Response::new));
    return drawn.withFindings(Response.markDuplicates(drawn.findings()));
  }

  /** Those that are judged: neither blank nor a duplicate. */
  static List<Response> distinct(Round<Response> responses) {
    return responses.findings().stream()
        .filter(response -> !response.blank() && !response.duplicate())
        .toList();
  }
}
