package io.hone.models;

/**
 * One thing asked of a model.
 *
 * @param version which version answers: a name that the model holds (see {@link VersionHost})
 * @param prompt what to go on from
 * @param sampling how, how long and how often
 */
public record GenerationRequest(String version, Prompt prompt, Sampling sampling) {}
