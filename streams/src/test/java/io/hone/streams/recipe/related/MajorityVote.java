package io.hone.streams.recipe.related;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * SRT (arXiv 2505.21444): the majority's answer is taken for right, unless fewer than 60 % agree.
 * The agreement goes into the tally, where the collapse alarm of a run reads it.
 */
final class MajorityVote implements Recipe {
  private static final double LEAST_AGREEMENT = 0.6;

  @Override
  public String name() {
    return "majority-vote";
  }

  @Override
  public String configHash() {
    return "0";
  }

  @Override
  public Move next(Episode episode) {
    Round<Response> responses = Step.responses(episode, episode.cast().policy(), 8);
    if (responses.awaits()) return Move.ask(responses);

    Map<String, List<Response>> byAnswer =
        responses.findings().stream()
            .collect(
                Collectors.groupingBy(MajorityVote::answer, TreeMap::new, Collectors.toList()));
    List<Response> majority = List.of();
    for (List<Response> group : byAnswer.values()) {
      if (group.size() > majority.size()) majority = group;
    }
    int votes = responses.findings().size();
    Tally tally = Tally.EMPTY.plus("votes", votes).plus("votes.majority", majority.size());
    List<Pair> pairs = new ArrayList<>();
    if (majority.size() >= LEAST_AGREEMENT * votes && majority.size() < votes) {
      String answer = answer(majority.getFirst());
      Response other =
          responses.findings().stream()
              .filter(r -> !answer(r).equals(answer))
              .findFirst()
              .orElseThrow();
      pairs.add(pair(episode, majority.getFirst(), other, responses));
    }
    return new Move.End(Step.outcome(pairs, "no-clear-majority", tally), Move.findings(responses));
  }

  private static String answer(Response response) {
    return response.text().substring(response.text().lastIndexOf(' ') + 1);
  }

  private static Pair pair(
      Episode episode, Response chosen, Response rejected, Round<Response> responses) {
    return Pair.of(
        Pair.Skill.ACTOR,
        episode.prompt().conversation(),
        Candidate.unscored(chosen.id(), chosen.drawn().sample()),
        Candidate.unscored(rejected.id(), rejected.drawn().sample()),
        List.copyOf(responses.findings()),
        "the majority's answer against another");
  }
}
