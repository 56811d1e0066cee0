package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Tally;
import io.hone.streams.recipe.rank.Ballot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Temporal Self-Rewarding (arXiv 2508.06026): rejected comes from the past, chosen from the present
 * or the future. The second pass is this same recipe with a cast that has a {@code future}: what
 * the first pass asked is not asked again.
 */
final class TemporalSelfRewarding implements Recipe {
  @Override
  public String name() {
    return "temporal-self-rewarding";
  }

  @Override
  public String configHash() {
    return "0";
  }

  @Override
  public Move next(Episode episode) {
    Round<Response> past = Step.responses(episode, episode.cast().model("past"), 7);
    Round<Response> present = Step.responses(episode, episode.cast().policy(), 7);
    Round<Response> future = Round.none();
    if (episode.cast().models().containsKey("future")) {
      future = Step.responses(episode, episode.cast().model("future"), 7);
    }
    Round<Response> all = past.then(present).then(future);
    if (all.awaits()) return Move.ask(all);

    Round<Judgement> judgements = Scores.of(episode, all.findings(), 3);
    if (judgements.awaits()) return Move.ask(all, judgements);

    Comparator<Ballot> byScore = Comparator.comparingDouble(Ballot::mean);
    List<Ballot> old = Scores.ballots(past, judgements);
    List<Ballot> young = Scores.ballots(present.then(future), judgements);
    List<Pair> pairs = new ArrayList<>();
    if (!old.isEmpty() && !young.isEmpty()) {
      Ballot chosen = young.stream().max(byScore).orElseThrow();
      Ballot rejected = old.stream().min(byScore).orElseThrow();
      if (rejected.mean() < chosen.mean()) pairs.add(pair(episode, chosen, rejected));
    }
    return new Move.End(
        Step.outcome(pairs, "past-not-worse", Tally.EMPTY), Move.findings(all, judgements));
  }

  private static Pair pair(Episode episode, Ballot chosen, Ballot rejected) {
    return Pair.of(
        Pair.Skill.ACTOR,
        episode.prompt().conversation(),
        candidate(chosen),
        candidate(rejected),
        List.of(chosen.response(), rejected.response()),
        "present or future against past");
  }

  private static Candidate candidate(Ballot ballot) {
    Response response = ballot.response();
    return Candidate.scored(response.id(), response.drawn().sample(), ballot.mean(), 3);
  }
}
