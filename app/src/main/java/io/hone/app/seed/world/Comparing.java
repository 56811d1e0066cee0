package io.hone.app.seed.world;

import io.hone.app.seed.world.Judging.Judgement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a meta-judge writes: place by place the right item, what either judgement calls right, and
 * which of them agrees; then the points, if they were shown; then the winner.
 */
final class Comparing {
  private static final String WINNER = "\nWinner: Judgement ";

  private Comparing() {}

  /**
   * A verdict.
   *
   * @param rationale place by place
   * @param winner who it is for
   */
  record Verdict(String rationale, Side winner) {
    /** As it is written. */
    String text() {
      return rationale + WINNER + winner;
    }

    /** For the other one, against its own rationale. */
    Verdict turned() {
      return new Verdict(rationale, winner.other());
    }
  }

  /**
   * The verdict that follows from comparing.
   *
   * @param own the judgement that the meta-judge itself would give
   * @param points whether points were shown
   * @param otherwise who wins if both agree with it in as many places
   */
  static Verdict of(
      Judgement own, Judgement first, Judgement second, boolean points, Side otherwise) {
    List<String> entries = new ArrayList<>();
    int lead = 0;
    int shown = Math.max(first.answer().size(), second.answer().size());
    int most = own.answer().size() + 1;
    for (int i = 0; i < Math.clamp(shown, most - 1, most); i++) {
      lead += enter(entries, at(own, i), at(first, i), at(second, i));
    }
    if (points) {
      lead += enter(entries, points(own), points(first), points(second));
    }
    Side winner = lead == 0 ? otherwise : lead > 0 ? Side.A : Side.B;
    return new Verdict(String.join(" ", entries), winner);
  }

  /** Who a verdict is for. */
  enum Side {
    A,
    B;

    Side other() {
      return this == A ? B : A;
    }
  }

  private static String at(Judgement judgement, int place) {
    List<String> answer = judgement.answer();
    return place < answer.size() ? answer.get(place) : Marking.NOTHING;
  }

  private static String points(Judgement judgement) {
    return Integer.toString(judgement.points());
  }

  /** Adds an entry; returns 1 if only the first agrees, -1 if only the second does. */
  private static int enter(List<String> entries, String right, String first, String second) {
    boolean a = first.equals(right);
    boolean b = second.equals(right);
    String mark = a && b ? "=" : a ? "a" : b ? "b" : "x";
    entries.add(String.join(" ", right, first, second, mark));
    return (a ? 1 : 0) - (b ? 1 : 0);
  }
}
