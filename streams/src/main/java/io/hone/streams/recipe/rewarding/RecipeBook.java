package io.hone.streams.recipe.rewarding;

import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.text.Templates;
import java.util.Map;
import java.util.SequencedMap;

/** Recipes by name. */
public final class RecipeBook {
  public static final String META_REWARDING = "meta-rewarding";
  public static final String SELF_REWARDING = "self-rewarding";

  private RecipeBook() {}

  /**
   * A recipe with the paper's values, but for those that are named.
   *
   * @param settings by the names of {@link Settings#asText}
   * @throws IllegalArgumentException if there is no such recipe, setting, value or template
   */
  public static Recipe open(String name, Map<String, String> settings, Templates templates) {
    return switch (name) {
      case META_REWARDING ->
          new MetaRewarding(Settings.read(MetaRewarding.Settings.paper(), settings), templates);
      case SELF_REWARDING ->
          new SelfRewarding(Settings.read(ActorSettings.selfRewarding(), settings), templates);
      default -> throw unknown(name);
    };
  }

  /**
   * The settings of a recipe with their defaults, by the names that {@link #open} takes.
   *
   * @throws IllegalArgumentException if there is no such recipe
   */
  public static SequencedMap<String, String> settings(String name) {
    return switch (name) {
      case META_REWARDING -> Settings.asText(MetaRewarding.Settings.paper());
      case SELF_REWARDING -> Settings.asText(ActorSettings.selfRewarding());
      default -> throw unknown(name);
    };
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "there is no recipe '%s'; there are %s and %s"
            .formatted(name, META_REWARDING, SELF_REWARDING));
  }
}
