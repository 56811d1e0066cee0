package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Note;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Question;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Stage;
import io.hone.streams.recipe.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * Self-Taught Evaluators (arXiv 2408.02666) and Self-Improving VLM Judges (2512.05145, whose
 * prompts have image parts): an answer, one that is worse by construction, comparisons in both
 * orders; a comparison that is right is preferred to one that is wrong.
 */
final class TaughtEvaluator implements Recipe {
  @Override
  public String name() {
    return "self-taught-evaluator";
  }

  @Override
  public String configHash() {
    return "0";
  }

  @Override
  public Move next(Episode episode) {
    Round<Response> good = Step.responses(episode, episode.cast().policy(), 1);
    if (good.awaits()) return Move.ask(good);
    Response better = good.findings().getFirst();
    Round<Response> corrupted = Step.rewritten(episode, Stage.CORRUPTER, "Make it worse.", better);
    if (corrupted.awaits()) return Move.ask(good, corrupted);
    Response worse = corrupted.findings().getFirst();

    Question betterFirst = compare(episode, better, worse);
    Question worseFirst = compare(episode, worse, better);
    Round<Note> forward = Step.notes(episode, betterFirst.draws(0, 15), better, worse);
    Round<Note> backward = Step.notes(episode, worseFirst.draws(0, 15), worse, better);
    Round<Note> both = forward.then(backward);
    if (both.awaits()) return Move.ask(good, corrupted, both);

    List<Pair> pairs = new ArrayList<>();
    pairs.addAll(pair(betterFirst, forward, "A", "B"));
    pairs.addAll(pair(worseFirst, backward, "B", "A"));
    Tally tally = Tally.EMPTY.plus("comparisons", both.findings().size());
    return new Move.End(
        Step.outcome(pairs, "never-or-always-right", tally), Move.findings(good, corrupted, both));
  }

  private static Question compare(Episode episode, Response first, Response second) {
    return Step.question(
        episode, Stage.JUDGE, episode.cast().policy(), "Which is better?", first, second);
  }

  private static List<Pair> pair(Question asked, Round<Note> notes, String right, String wrong) {
    var rights = notes.findings().stream().filter(n -> n.value().equals(right)).findFirst();
    var wrongs = notes.findings().stream().filter(n -> n.value().equals(wrong)).findFirst();
    if (rights.isEmpty() || wrongs.isEmpty()) return List.of();
    return List.of(
        Pair.of(
            Pair.Skill.JUDGE,
            asked.conversation(),
            Candidate.unscored(rights.get().id(), rights.get().drawn().sample()),
            Candidate.unscored(wrongs.get().id(), wrongs.get().drawn().sample()),
            List.copyOf(notes.findings()),
            "right about which is worse by construction"));
  }
}
