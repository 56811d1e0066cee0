package io.hone.models.train;

/** One thing to learn from, in tokens. */
public sealed interface Item {

  /** How much it counts; 1 is plain. */
  double weight();

  /** Tokens of its longest sequence. */
  int longest();

  /** Two answers to one prompt. */
  record Pair(Sequence chosen, Sequence rejected, double weight) implements Item {
    public Pair {
      check(weight);
    }

    @Override
    public int longest() {
      return Math.max(chosen.tokens(), rejected.tokens());
    }
  }

  /** An answer to imitate. */
  record Example(Sequence sequence, double weight) implements Item {
    public Example {
      check(weight);
    }

    @Override
    public int longest() {
      return sequence.tokens();
    }
  }

  private static void check(double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("A weight must be 0 or more, got " + weight + ".");
    }
  }
}
