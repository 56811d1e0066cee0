package io.hone.app.loop;

import io.hone.app.config.Keys;
import io.hone.models.file.ModelConfig;
import io.hone.streams.recipe.rewarding.RecipeBook;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code hone run} sets where nobody says otherwise. */
final class Presets {
  private Presets() {}

  /**
   * Settings for the seed model: its answers are a few tokens, and it is sampled as it was
   * examined.
   *
   * @param model its folder
   */
  static Map<String, String> seed(String recipe, Path model) {
    Map<String, String> presets = folder(model);
    presets.put(Keys.RECIPE_TEMPLATES.name(), model.resolve("templates").toString());
    presets.put(Keys.EXAM_WORLD.name(), "true");
    presets.put(Keys.EXAM_COMPARISON.name(), "scores");
    presets.put(Keys.EXAM_ANSWER_TOKENS.name(), "16");
    presets.put(Keys.EXAM_JUDGEMENT_TOKENS.name(), "40");
    String actor = prefix(recipe);
    presets.put(actor + "responses", "6");
    presets.put(actor + "judgements", "5");
    presets.put(actor + "rho", "0.0");
    presets.put(actor + "longest-chosen", "unlimited");
    sampling(presets, actor + "answering", 16);
    sampling(presets, actor + "judging", 40);
    if (isMeta(recipe)) {
      presets.put("recipe.judge.trains-judge", "true");
      presets.put("recipe.judge.strip-scores", "false");
      sampling(presets, "recipe.judge.meta-judging", 48);
    }
    return presets;
  }

  private static void sampling(Map<String, String> presets, String prefix, int tokens) {
    presets.put(prefix + ".temperature", "1.0");
    presets.put(prefix + ".top-p", "1.0");
    presets.put(prefix + ".max-tokens", Integer.toString(tokens));
  }

  /**
   * Settings for a model folder of the user's: answers and judgements that fit into its context
   * with what they answer.
   *
   * @throws io.hone.models.ModelException if it is no model folder
   */
  static Map<String, String> own(String recipe, Path model) {
    Map<String, String> presets = folder(model);
    long half = ModelConfig.read(model).contextLength() / 2;
    String actor = prefix(recipe);
    shorten(presets, recipe, actor + "answering.max-tokens", half);
    shorten(presets, recipe, actor + "judging.max-tokens", half / 2);
    if (isMeta(recipe)) {
      shorten(presets, recipe, "recipe.judge.meta-judging.max-tokens", half / 2);
    }
    presets.put(
        Keys.EXAM_ANSWER_TOKENS.name(),
        Long.toString(Math.min(half, Long.parseLong(Keys.EXAM_ANSWER_TOKENS.otherwise()))));
    presets.put(
        Keys.EXAM_JUDGEMENT_TOKENS.name(),
        Long.toString(Math.min(half / 2, Long.parseLong(Keys.EXAM_JUDGEMENT_TOKENS.otherwise()))));
    return presets;
  }

  private static void shorten(Map<String, String> presets, String recipe, String key, long most) {
    String paper =
        RecipeBook.settings(recipe).getOrDefault(key.substring("recipe.".length()), "1024");
    presets.put(key, Long.toString(Math.max(1, Math.min(most, Long.parseLong(paper)))));
  }

  private static boolean isMeta(String recipe) {
    return recipe.equals(RecipeBook.META_REWARDING);
  }

  /** What stands before the names of the actor's settings. */
  static String prefix(String recipe) {
    return isMeta(recipe) ? "recipe.actor." : "recipe.";
  }

  private static Map<String, String> folder(Path model) {
    Map<String, String> presets = inOneProcess();
    presets.put(Keys.MODEL_KIND.name(), "folder");
    presets.put(Keys.MODEL_FOLDER.name(), model.toAbsolutePath().toString());
    return presets;
  }

  /** Settings for a server, which generates and judges; nothing is trained. */
  static Map<String, String> server(String url) {
    Map<String, String> presets = inOneProcess();
    presets.put(Keys.MODEL_KIND.name(), "server");
    presets.put(Keys.MODEL_SERVER.name(), url);
    return presets;
  }

  /** A round of the trainer's is a round of the loop's. */
  static Map<String, String> rounds(int size, long seed) {
    Map<String, String> presets = new LinkedHashMap<>();
    presets.put(Keys.TRAINER_ROUND_PROMPTS.name(), Integer.toString(size));
    presets.put(Keys.TRAINER_ROUND_PAIRS.name(), "0");
    presets.put(Keys.TRAINER_LONGEST_WAIT.name(), "8760h");
    presets.put(Keys.TRAINER_SEED.name(), Long.toString(seed));
    return presets;
  }

  /** One worker with many calls in flight. */
  private static Map<String, String> inOneProcess() {
    Map<String, String> presets = new LinkedHashMap<>();
    presets.put(Keys.WORKER_SOURCE.name(), "sliding-window");
    presets.put(Keys.WORKER_SLOTS.name(), "128");
    return presets;
  }
}
