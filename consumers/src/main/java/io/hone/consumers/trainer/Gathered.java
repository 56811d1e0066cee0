package io.hone.consumers.trainer;

import io.hone.event.PreferencePair;
import java.util.List;

/**
 * All that a round has consumed, before anything is left out.
 *
 * @param pairs each once, in no particular order
 * @param ranges contiguous, one for each partition that it has taken from
 * @param prompts finished prompts
 * @param repeated pairs that were read before under the same id
 * @param unreadable records that are no pairs
 */
record Gathered(
    List<PreferencePair> pairs, List<Range> ranges, long prompts, long repeated, long unreadable) {
  Gathered {
    pairs = List.copyOf(pairs);
    ranges = List.copyOf(ranges);
  }
}
