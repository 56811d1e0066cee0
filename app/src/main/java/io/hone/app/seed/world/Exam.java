package io.hone.app.seed.world;

import io.hone.app.seed.world.Judging.Judgement;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.Winner;
import io.hone.streams.recipe.text.Rubric;
import io.hone.streams.recipe.text.ScoreLine;
import io.hone.streams.recipe.text.Shown;
import io.hone.streams.recipe.text.WinnerLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A fixed set of held-out questions, of responses to judge and of judgements to compare. Whoever is
 * examined with the same seed and size is asked the same.
 */
public final class Exam {
  private final Asking asking;
  private final List<Question> questions = new ArrayList<>();
  private final List<Sheet> sheets = new ArrayList<>();
  private final List<Duel> duels = new ArrayList<>();

  /**
   * A response to judge.
   *
   * @param asked of the judge
   * @param points that are right
   */
  public record Sheet(Question question, String response, Rubric.Sheet asked, int points) {
    /** What the judge is asked. */
    public String prompt() {
      return asked.question().text();
    }

    /** What a judge says in points. */
    public Score read(String judgement) {
      return asked.read(judgement);
    }

    /** Whether a judgement gives the right points. */
    public boolean isExact(String judgement) {
      return read(judgement) instanceof Score.Points given && given.value() == points;
    }
  }

  /**
   * Two judgements to compare.
   *
   * @param prompt what the meta-judge is asked
   * @param better which of them is better
   * @param points whether their points were shown
   */
  public record Duel(Family family, String prompt, Shown shown, Winner better, boolean points) {
    public boolean isWon(String verdict) {
      return WinnerLine.read(verdict, shown) == better;
    }
  }

  /**
   * @param count of questions; there are twice as many responses to judge, and four times as many
   *     comparisons
   */
  public Exam(World world, Asking asking, int count, long seed) {
    this.asking = asking;
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      Question question = world.draw(random, Split.HELD_OUT);
      String wrong = String.join(" ", Slips.wrong(random, question));
      questions.add(question);
      sheets.add(sheet(question, question.right()));
      sheets.add(sheet(question, wrong));
      String response = i % 2 == 0 ? question.right() : wrong;
      Judgement good = Judging.good(question, response);
      for (boolean points : new boolean[] {true, false}) {
        Judgement bad = Judging.worse(random, question, response, points);
        String better = good.shown(points);
        String worse = bad.shown(points);
        duels.add(duel(question, response, better, worse, Winner.FIRST, points));
        duels.add(duel(question, response, worse, better, Winner.SECOND, points));
      }
    }
  }

  public List<Question> questions() {
    return questions;
  }

  /** Of each question the right response and a wrong one. */
  public List<Sheet> sheets() {
    return sheets;
  }

  /** Good judgements against bad ones, in both orders, with points and without. */
  public List<Duel> duels() {
    return duels;
  }

  /** A response of the model's own, to judge. */
  public Sheet sheet(Question question, String response) {
    return new Sheet(
        question,
        response,
        asking.sheet(question.text(), response),
        Marking.of(question.answer(), response).points());
  }

  /**
   * The model's own judgements of a response against each other, in both orders: every two of which
   * one comes nearer to the right points. Those without points are left out.
   *
   * @param judgements as written
   * @param points whether their points are shown
   */
  public List<Duel> duels(Sheet sheet, List<String> judgements, boolean points) {
    List<Duel> own = new ArrayList<>();
    for (int i = 0; i < judgements.size(); i++) {
      for (int j = i + 1; j < judgements.size(); j++) {
        if (sheet.read(judgements.get(i)) instanceof Score.Points first
            && sheet.read(judgements.get(j)) instanceof Score.Points second) {
          double lead =
              Math.abs(second.value() - sheet.points()) - Math.abs(first.value() - sheet.points());
          String one = points ? judgements.get(i) : ScoreLine.strip(judgements.get(i));
          String other = points ? judgements.get(j) : ScoreLine.strip(judgements.get(j));
          if (lead != 0 && !one.equals(other)) {
            Winner better = lead > 0 ? Winner.FIRST : Winner.SECOND;
            Winner swapped = lead > 0 ? Winner.SECOND : Winner.FIRST;
            own.add(duel(sheet.question(), sheet.response(), one, other, better, points));
            own.add(duel(sheet.question(), sheet.response(), other, one, swapped, points));
          }
        }
      }
    }
    return own;
  }

  private Duel duel(
      Question question,
      String response,
      String first,
      String second,
      Winner better,
      boolean points) {
    return new Duel(
        question.family(),
        asking.metaJudge(question.text(), response, first, second),
        Shown.of(question.text(), response, first, second),
        better,
        points);
  }
}
