package io.hone.app.seed.world;

import java.util.List;
import java.util.Random;

/**
 * What judges write: a rationale that goes through the answer place by place, then the points. A
 * small model computes its verdict by writing it down, so the rationale is no decoration.
 */
public final class Judging {
  private static final String SCORE = "\nScore: ";

  private Judging() {}

  /**
   * A judgement.
   *
   * @param answer the items that the judge holds to be right
   * @param rationale how they compare with the response's
   * @param points that it gives
   */
  record Judgement(List<String> answer, String rationale, int points) {
    Judgement {
      answer = List.copyOf(answer);
    }

    /** As it is written. */
    String text() {
      return rationale + SCORE + points;
    }

    /** As a meta-judge sees it. */
    String shown(boolean withPoints) {
      return withPoints ? text() : rationale;
    }
  }

  /** What a judge says who holds this answer to be right. */
  static Judgement of(List<String> answer, String response) {
    Marking marking = Marking.of(answer, response);
    return new Judgement(answer, marking.text(), marking.points());
  }

  /** A good one. */
  static Judgement good(Question question, String response) {
    return of(question.answer(), response);
  }

  /** One that holds something wrong to be right, often what the response says. */
  static Judgement misled(Random random, Question question, String response) {
    boolean believes = random.nextInt(3) == 0 && !response.isBlank() && !question.isRight(response);
    List<String> answer =
        believes ? List.of(response.strip().split("\\s+")) : Slips.wrong(random, question);
    return of(answer, response);
  }

  /** One that goes through the answer well and then gives other points. */
  static Judgement miscounted(Random random, Question question, String response) {
    Judgement good = good(question, response);
    int points;
    do {
      points = good.points() + (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(2));
    } while (points < 0 || points > Marking.MOST);
    return new Judgement(good.answer(), good.rationale(), points);
  }

  /**
   * A bad one that looks otherwise than a good one.
   *
   * @param points whether points are shown; only then can they be what is wrong
   */
  static Judgement worse(Random random, Question question, String response, boolean points) {
    String good = good(question, response).shown(points);
    Judgement worse;
    do {
      worse =
          points && random.nextInt(4) == 0
              ? miscounted(random, question, response)
              : misled(random, question, response);
    } while (worse.shown(points).equals(good));
    return worse;
  }
}
