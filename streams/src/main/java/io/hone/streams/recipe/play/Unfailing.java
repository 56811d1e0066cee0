package io.hone.streams.recipe.play;

import io.hone.streams.recipe.Episode;
import io.hone.streams.recipe.Move;
import io.hone.streams.recipe.Outcome;
import io.hone.streams.recipe.Reason;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Tally;
import java.util.List;

/** A recipe whose failure is told as the episode's end: it would fail again on every try. */
public record Unfailing(Recipe recipe) implements Recipe {
  @Override
  public String name() {
    return recipe.name();
  }

  @Override
  public String configHash() {
    return recipe.configHash();
  }

  @Override
  public Move next(Episode episode) {
    try {
      return recipe.next(episode);
    } catch (RuntimeException e) {
      String why = "The recipe failed: " + e.getMessage() + ".";
      return new Move.End(
          Outcome.without(Reason.dead("recipe-failed", why), Tally.EMPTY), List.of());
    }
  }
}
