package io.hone.app.seed.world;

import io.hone.app.seed.world.Comparing.Side;
import io.hone.app.seed.world.Comparing.Verdict;
import io.hone.app.seed.world.Judging.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the seed model is taught: to answer, to judge and to compare judgements, with as many
 * mistakes as asked, so that there is something left to improve.
 *
 * @param world where the questions are from; only {@link Split#TRAIN} is used
 * @param asking how judges are asked
 */
public record Lessons(World world, Asking asking, Mix mix, Mistakes mistakes) {

  /** One thing to imitate: a chat of one message and the answer to it. */
  public record Lesson(String prompt, String answer) {}

  /** How many lessons of each part make a step. */
  public record Mix(int actor, int judge, int metaJudge) {
    /** Of a step. */
    public int lessons() {
      return actor + judge + metaJudge;
    }
  }

  /**
   * Shares of what is taught wrong.
   *
   * @param answers of answers with a slip
   * @param misled of judgements that hold something wrong to be right
   * @param miscounted of judgements whose points do not follow from their rationale
   * @param misledVerdicts of verdicts that hold something wrong to be right
   * @param turned of verdicts turned round
   */
  public record Mistakes(
      double answers, double misled, double miscounted, double misledVerdicts, double turned) {
    public static final Mistakes NONE = new Mistakes(0, 0, 0, 0, 0);
  }

  /** The lessons of one step: answers, then judgements, then verdicts. */
  public List<Lesson> step(Random random) {
    List<Lesson> lessons = new ArrayList<>();
    for (int i = 0; i < mix.actor(); i++) {
      lessons.add(answer(random, question(random)));
    }
    for (int i = 0; i < mix.judge(); i++) {
      Question question = question(random);
      lessons.add(judgement(random, question, response(random, question)));
    }
    for (int i = 0; i < mix.metaJudge(); i++) {
      Question question = question(random);
      lessons.add(verdict(random, question, response(random, question)));
    }
    return lessons;
  }

  private Question question(Random random) {
    return world.draw(random, Split.TRAIN);
  }

  private static String response(Random random, Question question) {
    return random.nextBoolean()
        ? question.right()
        : String.join(" ", Slips.wrong(random, question));
  }

  private Lesson answer(Random random, Question question) {
    boolean slip = random.nextDouble() < mistakes.answers();
    return new Lesson(
        question.text(), slip ? String.join(" ", Slips.wrong(random, question)) : question.right());
  }

  private Lesson judgement(Random random, Question question, String response) {
    double lot = random.nextDouble();
    Judgement judgement =
        lot < mistakes.misled()
            ? Judging.misled(random, question, response)
            : lot < mistakes.misled() + mistakes.miscounted()
                ? Judging.miscounted(random, question, response)
                : Judging.good(question, response);
    return new Lesson(asking.judge(question.text(), response), judgement.text());
  }

  private Lesson verdict(Random random, Question question, String response) {
    boolean points = random.nextBoolean();
    Judgement good = Judging.good(question, response);
    Judgement bad = Judging.worse(random, question, response, points);
    Judgement own =
        random.nextDouble() < mistakes.misledVerdicts()
            ? Judging.misled(random, question, response)
            : good;
    Side better = random.nextBoolean() ? Side.A : Side.B;
    Judgement first = better == Side.A ? good : bad;
    Judgement second = better == Side.A ? bad : good;
    boolean turned = random.nextDouble() < mistakes.turned();
    Verdict verdict = Comparing.of(own, first, second, points, better);
    return new Lesson(
        asking.metaJudge(question.text(), response, first.shown(points), second.shown(points)),
        (turned ? verdict.turned() : verdict).text());
  }
}
