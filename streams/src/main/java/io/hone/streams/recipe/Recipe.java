package io.hone.streams.recipe;

/**
 * A way from a prompt to preference pairs.
 *
 * <p>A recipe is played by asking it for its next move whenever every call of its last move has a
 * fact. It starts from the beginning each time and finds its earlier steps answered, so it keeps no
 * state of its own. It may also be asked in between, and then names the calls that still lack a
 * fact.
 */
public interface Recipe {
  /** The name in every record's lineage, e.g. {@code meta-rewarding}. */
  String name();

  /**
   * SHA-256, in lower-case hexadecimal, over everything that the moves depend on besides the
   * episode: name, settings, templates.
   */
  String configHash();

  /**
   * What is wanted next, or how it ends.
   *
   * @param episode all that is known so far
   * @throws IllegalArgumentException if the episode's cast lacks a model that the recipe calls for
   */
  Move next(Episode episode);
}
