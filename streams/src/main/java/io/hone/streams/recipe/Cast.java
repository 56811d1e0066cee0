package io.hone.streams.recipe;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who plays which part, bound when the prompt was admitted, so that an episode ends on the versions
 * it began with: the policy, and under names of the recipe's choosing older, temporary or foreign
 * models.
 *
 * @param models by part; {@code policy} is always there
 */
public record Cast(Map<String, Model> models) {
  /** The part of the model that learns. */
  public static final String POLICY = "policy";

  public Cast {
    models = Map.copyOf(models);
    if (!models.containsKey(POLICY)) {
      throw new IllegalArgumentException("a cast needs a model for the part 'policy'");
    }
  }

  /** A cast of the policy alone. */
  public static Cast of(Model policy) {
    return new Cast(Map.of(POLICY, policy));
  }

  public Model policy() {
    return model(POLICY);
  }

  /** Who plays the part; the policy if nobody is named for it. */
  public Model modelOrPolicy(String part) {
    return models.containsKey(part) ? model(part) : policy();
  }

  /**
   * @throws IllegalArgumentException if nobody plays the part
   */
  public Model model(String part) {
    Model model = models.get(part);
    if (model == null) {
      throw new IllegalArgumentException(
          "no model plays '%s'; the cast is %s: name it where the run names its models"
              .formatted(part, new TreeMap<>(models)));
    }
    return model;
  }
}
