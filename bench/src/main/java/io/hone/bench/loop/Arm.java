package io.hone.bench.loop;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A way to run the loop: a recipe, and what is set otherwise than {@code ./hone run} does it. */
enum Arm {
  META_REWARDING("meta-rewarding", "as ./hone run does it"),
  SELF_REWARDING("self-rewarding", "no judge is trained"),
  STRIPPED(
      "meta-rewarding", "the meta-judge does not see points", "recipe.judge.strip-scores=true"),
  UNWEIGHTED(
      "meta-rewarding", "the position is not corrected", "recipe.judge.position-weighting=0.5"),
  LENGTH_CONTROL("meta-rewarding", "length control", "recipe.actor.rho=0.0,0.32,0.32"),
  NO_MARK("meta-rewarding", "judge pairs whatever the meta-judge is worth", "trainer.judge-mark=0"),
  HALF_JUDGE(
      "meta-rewarding",
      "half of the pairs are the judge's, whatever the meta-judge is worth",
      "trainer.judge-share=0.5",
      "trainer.judge-mark=0");

  private final String recipe;
  private final String purpose;
  private final List<String> settings;

  Arm(String recipe, String purpose, String... settings) {
    this.recipe = recipe;
    this.purpose = purpose;
    this.settings = List.of(settings);
  }

  String spelt() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  String recipe() {
    return recipe;
  }

  String purpose() {
    return purpose;
  }

  /** Of the configuration, as KEY=VALUE. */
  List<String> settings() {
    return settings;
  }

  /** All of them, for people. */
  static String all() {
    return Arrays.stream(values()).map(Arm::spelt).collect(Collectors.joining(", "));
  }
}
