package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Drawn;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Note;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Sampling;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.Tally;
import java.util.List;
import java.util.stream.Stream;

/** What the sketches of related systems share: steps with a plain wording instead of a template. */
final class Step {
  static final Sampling SAMPLING = Sampling.of(0.8, 0.95, 512);

  private Step() {}

  static Round<Response> responses(Episode episode, Model model, int count) {
    Question question =
        Question.of(episode, Stage.ACTOR, model, episode.prompt().conversation(), SAMPLING);
    return Round.of(episode, question.draws(0, count), Step::read);
  }

  /** Another text in the place of a response: refined, or worse by construction. */
  static Round<Response> rewritten(Episode episode, Stage stage, String wish, Finding... about) {
    Question question = question(episode, stage, episode.cast().policy(), wish, about);
    return Round.of(episode, List.of(question.at("draw 0")), Step::read);
  }

  static Question question(
      Episode episode, Stage stage, Model model, String wish, Finding... about) {
    StringBuilder text = new StringBuilder(wish);
    for (Finding finding : about) text.append("\n---\n").append(finding.drawn().text());
    return Question.of(episode, stage, model, Conversation.of(text.toString()), SAMPLING)
        .about(about);
  }

  /** What a model remarks on these, as it stands. */
  static Round<Note> notes(Episode episode, List<Call> calls, Finding... about) {
    return Round.of(
        episode,
        calls,
        (call, fact) ->
            Drawn.samples(call, fact).map(d -> new Note(d, List.of(about), d.text().strip())));
  }

  static Outcome outcome(List<Pair> pairs, String word, Tally tally) {
    return pairs.isEmpty()
        ? Outcome.without(Reason.fruitless(word, word), tally)
        : Outcome.paired(pairs, tally);
  }

  private static Stream<Response> read(Call call, Fact fact) {
    return Drawn.samples(call, fact).map(Response::new);
  }
}
