package io.hone.app.seed.world;

import java.util.List;

/**
 * What a chore is about.
 *
 * @param items words, numbers or letters, in the order of the question
 * @param target the letter that is looked for; empty where nothing is
 */
public record Operands(List<String> items, String target) {
  public Operands {
    items = List.copyOf(items);
  }

  static Operands of(List<String> items) {
    return new Operands(items, "");
  }

  /**
   * Whether questions about these items are for examinations only. Neither order nor family
   * matters: what is held out is never trained on in any chore.
   */
  boolean heldOut() {
    long hash = String.join(" ", items.stream().sorted().toList()).hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x9E3779B97F4A7C15L;
    return Long.remainderUnsigned(hash >>> 20, Split.ONE_IN) == 0;
  }
}
