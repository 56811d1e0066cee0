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
import io.hone.streams.recipe.rank.Ballot;
import io.hone.streams.recipe.rank.Choice;
import io.hone.streams.recipe.text.Templates;
import java.util.List;

/** Self-Rewarding: the model answers and judges its answers (arXiv 2401.10020). */
public final class SelfRewarding implements Recipe {
  private final Answering answering;
  private final Judging judging;
  private final ActorPairs actorPairs;
  private final String configHash;

  public SelfRewarding(ActorSettings settings, Templates templates) {
    this.answering = new Answering(settings);
    this.judging = new Judging(settings, templates);
    this.actorPairs = new ActorPairs(settings);
    this.configHash = ConfigHash.of(name(), settings, judging.templateHash());
  }

  @Override
  public String name() {
    return RecipeBook.SELF_REWARDING;
  }

  @Override
  public String configHash() {
    return configHash;
  }

  @Override
  public Move next(Episode episode) {
    // K responses; of identical ones the first stands for all.
    Round<Response> responses = answering.of(episode);
    if (responses.awaits()) return Move.ask(responses);
    List<Reason> tooFew = actorPairs.tooFew(responses, 2);
    if (!tooFew.isEmpty()) return Ending.without(tooFew, responses);

    // N judgements of each.
    Round<Judgement> judgements = judging.of(episode, Answering.distinct(responses), false);
    if (judgements.awaits()) return Move.ask(responses, judgements);

    // The best against the worst by mean score.
    Choice<Ballot> actor = actorPairs.choose(episode, responses, judgements);
    List<Pair> pairs = actor.map(made -> actorPairs.pair(episode, made, responses, judgements));
    Tally tally = Count.responses(responses).plus(Count.judgements(judgements));
    return Ending.of(pairs, actor.reasons(), tally, responses, judgements);
  }
}
