package io.hone.streams.recipe.rewarding;

import static io.hone.streams.recipe.Reason.dead;
import static io.hone.streams.recipe.Reason.fruitless;

import io.hone.streams.recipe.Candidate;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Finding;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Verdict;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Choice;
import io.hone.streams.recipe.rank.Elo;
import io.hone.streams.recipe.rank.EloExtremes;
import io.hone.streams.recipe.rank.EloExtremes.Rated;
import io.hone.streams.recipe.rank.Lots;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The judge's pair: of the judgements of one response, the highest rated and the lowest rated. */
final class JudgePairs {
  private final JudgeSettings settings;

  JudgePairs(JudgeSettings settings) {
    this.settings = settings;
  }

  Choice<Rated> choose(Episode episode, Ballot ballot, Elo elo, Round<Verdict> verdicts) {
    long decided = verdicts.findings().stream().filter(v -> v.winner().decided()).count();
    if (decided < settings.enoughVerdicts()) {
      return none(
          verdicts.broken() > 0
              ? dead("verdicts-failed", verdicts.broken() + " calls for verdicts failed")
              : fruitless("too-few-verdicts", decided + " verdicts name a winner"));
    }
    Lots lots = new Lots(episode.prompt().id(), "judge pair");
    return switch (EloExtremes.pick(ballot.valid(), elo, lots)) {
      case Choice.NotMade<Rated> none -> none;
      case Choice.Made<Rated> made -> filtered(episode, made);
    };
  }

  private Choice<Rated> filtered(Episode episode, Choice.Made<Rated> made) {
    Judgement chosen = made.chosen().judgement();
    Judgement rejected = made.rejected().judgement();
    int longest = settings.longestChosen().at(episode.iteration());
    if (settings.dropEqualScores() && chosen.points().equals(rejected.points())) {
      return none(fruitless("judge-scores-equal", "both judgements give the same points"));
    }
    if (chosen.text().equals(rejected.text())) {
      return none(fruitless("same-judgement", "both judgements read the same"));
    }
    if (chosen.length() > longest) {
      return none(
          fruitless("judgement-too-long", "the chosen judgement is longer than " + longest));
    }
    return made;
  }

  Pair pair(Choice.Made<Rated> made, Ballot ballot, Round<Verdict> verdicts) {
    List<Finding> evidence = new ArrayList<>();
    evidence.add(ballot.response());
    evidence.addAll(ballot.valid());
    evidence.addAll(verdicts.findings());
    return Pair.of(
        Pair.Skill.JUDGE,
        made.chosen().judgement().drawn().call().question().conversation(),
        candidate(made.chosen(), verdicts),
        candidate(made.rejected(), verdicts),
        evidence,
        String.format(
            Locale.ROOT,
            "Elo %.3f against %.3f among %d judgements of the most disputed response, variance %.3f",
            made.chosen().rating(),
            made.rejected().rating(),
            ballot.valid().size(),
            ballot.variance()));
  }

  private static Candidate candidate(Rated rated, Round<Verdict> verdicts) {
    Judgement judgement = rated.judgement();
    long ballots =
        verdicts.findings().stream()
            .filter(v -> v.winner().decided())
            .filter(v -> v.first().equals(judgement) || v.second().equals(judgement))
            .count();
    return new Candidate(
        judgement.id(),
        judgement.drawn().sample(),
        judgement.points().orElseThrow(),
        rated.rating(),
        (int) ballots);
  }

  private static Choice<Rated> none(Reason reason) {
    return new Choice.NotMade<>(reason);
  }
}
