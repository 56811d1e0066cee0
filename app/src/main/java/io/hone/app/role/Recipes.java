package io.hone.app.role;

import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.rewarding.RecipeBook;
import io.hone.streams.recipe.text.Templates;

/** The recipe that a configuration names. */
public final class Recipes {
  private Recipes() {}

  /**
   * Opens it.
   *
   * @throws IllegalArgumentException if a setting has a wrong value, or a template is not of the
   *     form
   */
  public static Recipe open(Config config) {
    return RecipeBook.open(
        config.get(Keys.RECIPE),
        config.recipe(),
        config.find(Keys.RECIPE_TEMPLATES).map(Templates::in).orElseGet(Templates::builtIn));
  }
}
