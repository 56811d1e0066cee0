package io.hone.models.train;

import io.hone.models.Prompt;

/**
 * An answer to imitate, as a file has it.
 *
 * @param prompt what it answers
 * @param answer the answer; for a raw prompt, the text that goes on
 * @param weight at least 0; how much each of its tokens counts, 1 is plain
 */
public record ExampleRow(Prompt prompt, String answer, double weight) {}
