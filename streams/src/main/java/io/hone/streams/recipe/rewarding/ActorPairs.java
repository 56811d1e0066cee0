package io.hone.streams.recipe.rewarding;

import static io.hone.streams.recipe.Reason.dead;
import static io.hone.streams.recipe.Reason.fruitless;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Choice;
import io.hone.streams.recipe.rank.Lots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The actor's pair: of the responses with enough valid judgements, a better and a worse one. */
final class ActorPairs {
  private final ActorSettings settings;

  ActorPairs(ActorSettings settings) {
    this.settings = settings;
  }

  /** The responses whose scores count. */
  List<Ballot> counted(List<Response> responses, List<Judgement> judgements) {
    return Ballot.of(responses, judgements).stream()
        .filter(ballot -> ballot.enough(settings.validShare()))
        .toList();
  }

  /** Why there can be no pair of so few responses; empty if there can. */
  List<Reason> tooFew(Round<Response> responses, int needed) {
    int distinct = Answering.distinct(responses).size();
    if (distinct >= needed) return List.of();
    if (responses.broken() > 0 && distinct + responses.broken() >= needed) {
      return List.of(dead("responses-failed", responses.broken() + " calls for responses failed"));
    }
    if (responses.tooLong() > 0 && distinct == 0) {
      return List.of(fruitless("prompt-too-long", "the prompt is too long for the model"));
    }
    return List.of(
        distinct == 0
            ? fruitless("no-response", "every response is blank")
            : fruitless("one-distinct-response", "all responses are the same"));
  }

  Choice<Ballot> choose(Episode episode, Round<Response> responses, Round<Judgement> judgements) {
    for (Reason reason : tooFew(responses, 2)) return new Choice.NotMade<>(reason);
    List<Ballot> counted = counted(Answering.distinct(responses), judgements.findings());
    if (counted.size() < 2) {
      return new Choice.NotMade<>(tooFewJudged(judgements));
    }
    return settings
        .lengthControl(episode.iteration())
        .pick(counted, new Lots(episode.prompt().id(), "actor pair"));
  }

  private static Reason tooFewJudged(Round<Judgement> judgements) {
    if (judgements.broken() > 0) {
      return dead("judgements-failed", judgements.broken() + " calls for judgements failed");
    }
    String why =
        judgements.tooLong() > 0
            ? "; %d calls for judgements are too long for the model".formatted(judgements.tooLong())
            : "";
    return judgements.findings().stream().noneMatch(Judgement::valid)
        ? fruitless("no-valid-judgement", "no judgement is valid" + why)
        : fruitless(
            "too-few-judged", "fewer than two responses have enough valid judgements" + why);
  }

  Pair pair(
      Episode episode,
      Choice.Made<Ballot> made,
      Round<Response> responses,
      Round<Judgement> judgements) {
    Stream<Finding> evidence =
        Stream.concat(
            Answering.distinct(responses).stream(),
            judgements.findings().stream().filter(Judgement::valid));
    return Pair.of(
        Pair.Skill.ACTOR,
        episode.prompt().conversation(),
        candidate(made.chosen()),
        candidate(made.rejected()),
        new ArrayList<>(evidence.toList()),
        "score %s against %s; shortest of the best against longest of the worst at rho %s"
            .formatted(
                mean(made.chosen()),
                mean(made.rejected()),
                settings.rho().at(episode.iteration())));
  }

  private static Candidate candidate(Ballot ballot) {
    return Candidate.scored(
        ballot.response().id(),
        ballot.response().drawn().sample(),
        ballot.mean(),
        ballot.valid().size());
  }

  private static String mean(Ballot ballot) {
    return String.format(
        Locale.ROOT, "%.2f of %d judgements", ballot.mean(), ballot.valid().size());
  }
}
