package io.hone.streams.recipe;

/**
 * A model in one exact version.
 *
 * @param name what a worker routes by: {@code policy} for the model that learns
 * @param version as announced, or what a foreign model's server calls it
 */
public record Model(String name, String version) {}
