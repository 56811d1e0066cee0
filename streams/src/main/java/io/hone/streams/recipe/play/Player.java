package io.hone.streams.recipe.play;

import io.hone.streams.recipe.Call;
import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Fact;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Plays a recipe to its end against something that answers calls. */
public final class Player {
  private final Recipe recipe;
  private final Function<Call, Fact> model;

  /**
   * @param model gives each call its fact; is asked once for each call that has none
   */
  public Player(Recipe recipe, Function<Call, Fact> model) {
    this.recipe = recipe;
    this.model = model;
  }

  /**
   * A play from a beginning to its end.
   *
   * @param end how it ended
   * @param episode with all facts, those it began with and those asked for
   * @param asked the calls that had no fact, in order of asking
   */
  public record Played(Move.End end, Episode episode, List<Call> asked) {
    public Played {
      asked = List.copyOf(asked);
    }
  }

  /**
   * @param start may hold facts already: calls that have one are not asked
   * @throws IllegalStateException if the model's fact is not of the call that it was asked
   */
  public Played play(Episode start) {
    Episode episode = start;
    List<Call> asked = new ArrayList<>();
    Move move = recipe.next(episode);
    while (move instanceof Move.Ask ask) {
      List<Fact> facts = ask.calls().stream().map(this::answer).toList();
      asked.addAll(ask.calls());
      episode = episode.with(facts);
      move = recipe.next(episode);
    }
    return new Played((Move.End) move, episode, asked);
  }

  private Fact answer(Call call) {
    Fact fact = model.apply(call);
    if (!fact.callId().equals(call.id())) {
      throw new IllegalStateException(
          "asked call " + call.id() + " and was answered call " + fact.callId());
    }
    return fact;
  }
}
