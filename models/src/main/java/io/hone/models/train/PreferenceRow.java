package io.hone.models.train;

import io.hone.models.Prompt;

/**
 * A preference between two answers, as a file has it.
 *
 * @param prompt what both answer
 * @param chosen the better answer; for a raw prompt, the text that goes on
 * @param rejected the worse answer
 * @param weight at least 0; how much the pair counts, 1 is plain
 */
public record PreferenceRow(Prompt prompt, String chosen, String rejected, double weight) {}
