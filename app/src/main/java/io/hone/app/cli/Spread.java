package io.hone.app.cli;

/** The option {@code --spread}: partitions of the topics that are spread by prompt. */
final class Spread {
  /** Far beyond what one machine serves; a slip of the finger asks for more. */
  private static final int MOST = 1_000;

  private Spread() {}

  static void require(int spread) {
    if (spread < 1 || spread > MOST) {
      throw new UserError("--spread is %d: take 1 to %d".formatted(spread, MOST));
    }
  }
}
