package io.hone.streams.recipe;

/**
 * A wish of a recipe: ask this, here. Asking twice is asking once.
 *
 * @param id derived from content and place
 * @param question what is asked
 * @param place where in the recipe
 * @param seed of the first sample, derived from the id; from 0 to 2^31 - 1
 */
public record Call(String id, Question question, String place, int seed) {}
