package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.ConfigHash;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Judgement;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Pair;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Response;
import io.hone.streams.recipe.Round;
import io.hone.streams.recipe.Tally;
import io.hone.streams.recipe.Verdict;
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Choice;
import io.hone.streams.recipe.rank.Disputed;
import io.hone.streams.recipe.rank.Elo;
import io.hone.streams.recipe.rank.EloExtremes.Rated;
import io.hone.streams.recipe.rank.Lots;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Meta-Rewarding: the model answers, judges its answers, and judges its judgements (arXiv
 * 2407.19594, section 2).
 */
public final class MetaRewarding implements Recipe {
  private final Settings settings;
  private final Answering answering;
  private final Judging judging;
  private final ActorPairs actorPairs;
  private final MetaJudging metaJudging;
  private final JudgePairs judgePairs;
  private final String configHash;

  /** How both pairs are made. */
  public record Settings(ActorSettings actor, JudgeSettings judge) {
    /** The paper's. */
    public static Settings paper() {
      return new Settings(ActorSettings.metaRewarding(), JudgeSettings.metaRewarding());
    }
  }

  public MetaRewarding(Settings settings, Templates templates) {
    this.settings = settings;
    ActorSettings actor = settings.actor();
    this.answering = new Answering(actor);
    this.judging = new Judging(actor, templates);
    this.actorPairs = new ActorPairs(actor);
    this.metaJudging = new MetaJudging(settings.judge(), actor.adaptive(), actor.seed(), templates);
    this.judgePairs = new JudgePairs(settings.judge());
    this.configHash =
        ConfigHash.of(name(), settings, judging.templateHash(), metaJudging.templateHash());
  }

  @Override
  public String name() {
    return RecipeBook.META_REWARDING;
  }

  @Override
  public String configHash() {
    return configHash;
  }

  @Override
  public Move next(Episode episode) {
    boolean trainsJudge = settings.judge().trainsJudge().at(episode.iteration());

    // Actor: K responses; of identical ones the first stands for all.
    Round<Response> responses = answering.of(episode);
    if (responses.awaits()) return Move.ask(responses);
    List<Reason> tooFew = actorPairs.tooFew(responses, trainsJudge ? 1 : 2);
    if (!tooFew.isEmpty()) return Ending.without(tooFew, responses);

    // Judge: N judgements of each response.
    Round<Judgement> judgements = judging.of(episode, Answering.distinct(responses), trainsJudge);
    if (judgements.awaits()) return Move.ask(responses, judgements);

    // The actor's pair, with length control: shortest of the best, longest of the worst.
    Choice<Ballot> actor = actorPairs.choose(episode, responses, judgements);
    List<Pair> pairs =
        new ArrayList<>(actor.map(made -> actorPairs.pair(episode, made, responses, judgements)));
    List<Reason> reasons = new ArrayList<>(actor.reasons());
    Tally tally = Count.responses(responses).plus(Count.judgements(judgements));
    if (!trainsJudge) return Ending.of(pairs, reasons, tally, responses, judgements);

    // The response whose judgements disagree most.
    Optional<Ballot> disputed = disputed(episode, responses, judgements);
    if (disputed.isEmpty()) {
      reasons.add(Reason.fruitless("no-dispute", "no two judgements of a response differ"));
      return Ending.of(pairs, reasons, tally, responses, judgements);
    }

    // Meta-judge: its judgements against each other, every two in both orders.
    Round<Verdict> verdicts = metaJudging.of(episode, disputed.get());
    if (verdicts.awaits()) return Move.ask(responses, judgements, verdicts);

    // The judge's pair: highest against lowest Elo of the battles, weighted by position.
    Elo elo = metaJudging.fit(disputed.get(), verdicts.findings());
    Choice<Rated> judge = judgePairs.choose(episode, disputed.get(), elo, verdicts);
    pairs.addAll(judge.map(made -> judgePairs.pair(made, disputed.get(), verdicts)));
    reasons.addAll(judge.reasons());
    return Ending.of(
        pairs, reasons, tally.plus(Count.verdicts(verdicts)), responses, judgements, verdicts);
  }

  private Optional<Ballot> disputed(
      Episode episode, Round<Response> responses, Round<Judgement> judgements) {
    List<Ballot> counted = actorPairs.counted(Answering.distinct(responses), judgements.findings());
    return Disputed.of(counted, new Lots(episode.prompt().id(), "disputed"));
  }
}
