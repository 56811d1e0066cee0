package io.hone.streams.account;

import io.hone.event.Lineage;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.play.Unfailing;
import java.util.List;
import java.util.Optional;

/**
 * By what a run is judged.
 *
 * @param run whose topics these are
 * @param recipes with the settings that the run was played with; several if they were changed
 * @param repetitions whether a record may come again with the same id and content. It may if the
 *     episodes ran without transactions; {@code EpisodeRunner} never does that
 */
public record Rules(Namespace run, List<Recipe> recipes, boolean repetitions) {
  public Rules {
    recipes = recipes.stream().<Recipe>map(Unfailing::new).toList();
  }

  /** The recipe under which a record came about; empty if it has other settings. */
  Optional<Recipe> recipe(Lineage lineage) {
    return recipes.stream()
        .filter(recipe -> recipe.name().equals(lineage.getRecipe()))
        .filter(recipe -> recipe.configHash().equals(lineage.getRecipeConfigHash()))
        .findFirst();
  }
}
