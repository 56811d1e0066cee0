package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Note;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * N-Critics (arXiv 2310.18679) and SELF (2310.00533): critics of other models, then a refinement,
 * until all critics accept; the accepted text is a supervised example, and is preferred to the
 * first.
 */
final class CritiqueAndRefine implements Recipe {
  private static final int MOST_ROUNDS = 4;

  @Override
  public String name() {
    return "critique-and-refine";
  }

  @Override
  public String configHash() {
    return "0";
  }

  @Override
  public Move next(Episode episode) {
    List<Round<?>> played = new ArrayList<>();
    Round<Response> first = Step.responses(episode, episode.cast().policy(), 1);
    played.add(first);
    if (first.awaits()) return ask(played);
    if (first.findings().isEmpty())
      return end(Outcome.without(Reason.dead("failed", "no text"), Tally.EMPTY), played);
    Response text = first.findings().getFirst();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Round<Note> critiques = critiques(episode, text);
      played.add(critiques);
      if (critiques.awaits()) return ask(played);
      if (critiques.findings().stream().allMatch(c -> c.value().equals("accept"))) {
        return end(accepted(episode, first.findings().getFirst(), text, round), played);
      }
      List<Finding> about = new ArrayList<>(List.of(text));
      about.addAll(critiques.findings());
      Round<Response> refined =
          Step.rewritten(episode, Stage.REFINER, "Refine it.", about.toArray(Finding[]::new));
      played.add(refined);
      if (refined.awaits()) return ask(played);
      text = refined.findings().isEmpty() ? text : refined.findings().getFirst();
    }
    Tally tally = Tally.EMPTY.plus("refinements", MOST_ROUNDS);
    return end(
        Outcome.without(Reason.fruitless("never-accepted", "never accepted"), tally), played);
  }

  private static Round<Note> critiques(Episode episode, Response text) {
    Round<Note> all = Round.none();
    for (String critic : List.of("critic-1", "critic-2")) {
      Model model = episode.cast().model(critic);
      var question = Step.question(episode, Stage.CRITIC, model, "Criticise it.", text);
      all = all.then(Step.notes(episode, question.draws(0, 1), text));
    }
    return all;
  }

  private static Outcome accepted(Episode episode, Response first, Response last, int rounds) {
    var conversation = episode.prompt().conversation();
    Candidate chosen = Candidate.unscored(last.id(), last.drawn().sample());
    Candidate draft = Candidate.unscored(first.id(), first.drawn().sample());
    List<Pair> pairs = new ArrayList<>();
    pairs.add(Pair.supervised(conversation, chosen, List.of(last), "accepted by all critics"));
    if (rounds > 0) {
      pairs.add(
          Pair.of(Pair.Skill.ACTOR, conversation, chosen, draft, List.of(first, last), "refined"));
    }
    return Outcome.paired(pairs, Tally.EMPTY.plus("refinements", rounds));
  }

  private static Move ask(List<Round<?>> played) {
    return Move.ask(played.toArray(Round<?>[]::new));
  }

  private static Move end(Outcome outcome, List<Round<?>> played) {
    return new Move.End(outcome, Move.findings(played.toArray(Round<?>[]::new)));
  }
}
