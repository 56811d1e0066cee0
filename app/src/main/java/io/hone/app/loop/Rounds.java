package io.hone.app.loop;

import io.hone.producers.prompts.PromptReader.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which prompts belong to which round. The same prompts and seed give the same rounds, so a loop
 * that is started again submits the same ones.
 *
 * @param prompts in the order of their use; each holds one conversation
 * @param ids theirs, in the same order
 * @param size prompts of a round; what is left at the end is in none
 */
record Rounds(List<Entry> prompts, List<String> ids, int size) {
  Rounds {
    prompts = List.copyOf(prompts);
    ids = List.copyOf(ids);
    if (size < 1) throw new IllegalArgumentException("a round has %d prompts".formatted(size));
  }

  /** In an order that the seed gives; a seed of 0 keeps theirs. */
  static Rounds of(List<Entry> prompts, int size, long seed) {
    List<Entry> ordered = new ArrayList<>(prompts);
    if (seed != 0) Collections.shuffle(ordered, new Random(seed));
    return new Rounds(ordered, ordered.stream().map(LoopPrompts::id).toList(), size);
  }

  /** How many rounds there are prompts for. */
  int count() {
    return prompts.size() / size;
  }

  /** The prompts of a round, from 0. */
  List<Entry> prompts(int round) {
    return part(prompts, round);
  }

  /** The ids of a round's prompts, in their order. */
  List<String> ids(int round) {
    return part(ids, round);
  }

  private <T> List<T> part(List<T> all, int round) {
    return all.subList(round * size, (round + 1) * size);
  }
}
