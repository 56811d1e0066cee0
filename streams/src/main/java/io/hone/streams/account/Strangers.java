package io.hone.streams.account;

import io.hone.event.Lineage;
import io.hone.streams.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Episodes that were played with other settings than those given: one flaw for each settings. */
final class Strangers {
  private final Rules rules;
  private final Map<Played, Seen> seen = new LinkedHashMap<>();

  private record Played(String recipe, String configHash) {}

  private record Seen(long episodes, Position first) {
    Seen plus(Seen more) {
      return new Seen(episodes + more.episodes, first);
    }
  }

  Strangers(Rules rules) {
    this.rules = rules;
  }

  void add(Lineage lineage, Position where) {
    Played played = new Played(lineage.getRecipe(), lineage.getRecipeConfigHash());
    seen.merge(played, new Seen(1, where), Seen::plus);
  }

  void tell(Flaws flaws) {
    String given = rules.recipes().stream().map(Strangers::words).collect(Collectors.joining(", "));
    seen.forEach(
        (played, many) ->
            flaws.add(
                Flaw.Kind.OTHER_SETTINGS,
                played.recipe(),
                "This run was played with other settings: %d episodes as %s with configuration %s, and what is given makes %s."
                    .formatted(many.episodes(), played.recipe(), played.configHash(), given),
                many.first()));
  }

  private static String words(Recipe recipe) {
    return recipe.name() + " with " + recipe.configHash();
  }
}
