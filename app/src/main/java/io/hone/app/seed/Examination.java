package io.hone.app.seed;

import io.hone.app.measure.Interview;
import io.hone.app.measure.Share;
import io.hone.app.seed.world.Asking;
import io.hone.app.seed.world.Exam;
import io.hone.app.seed.world.Family;
import io.hone.app.seed.world.Question;
import io.hone.app.seed.world.World;
import io.hone.models.Generation;
import io.hone.models.LanguageModel;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.streams.recipe.Score;
import io.hone.streams.recipe.text.Templates;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Asks a model held-out questions of the shipped world and marks what it says: as actor, as judge
 * and as meta-judge. Only this, and the training of the seed, know what is right. Whoever is
 * examined with the same settings is asked the same.
 */
public final class Examination {
  private static final int ANSWER_TOKENS = 16;
  private static final int JUDGEMENT_TOKENS = 40;
  private static final int VERDICT_TOKENS = 48;

  private final Exam exam;
  private final Settings settings;

  /**
   * @param questions held out; twice as many responses are judged
   * @param samples drawn of each question and each response to judge, at temperature 1
   * @param own judgements drawn of each of the model's own responses, to be compared by itself
   * @param seed of questions and draws
   */
  public record Settings(int questions, int samples, int own, long seed) {}

  /**
   * What came out; each with the trials it rests on. Sampled means temperature 1.
   *
   * @param judge points exactly right
   * @param judgements that had points at all
   * @param meta the better of two given judgements found, with their points shown
   * @param metaStripped without their points
   * @param metaOwn of the model's own judgements, with points
   * @param metaOwnStripped without
   * @param meanPoints that the judge gave
   * @param meanLength of a response in code points
   * @param families by name
   */
  public record Report(
      Share actor,
      Share actorGreedy,
      Share judge,
      Share judgeGreedy,
      Share judgements,
      Share meta,
      Share metaStripped,
      Share metaOwn,
      Share metaOwnStripped,
      double meanPoints,
      double meanLength,
      Map<String, Marks> families) {}

  /**
   * What tells in a short time how good a version is.
   *
   * @param metaOwn one comparison of each question where the model's own judgements are not equally
   *     near to the right points, in either order as often
   */
  public record Brief(
      Share actor, Share actorGreedy, Share judge, Share judgeGreedy, Share metaOwn) {}

  /** Of one family. */
  public record Marks(Share actor, Share actorGreedy, Share judge, Share meta) {}

  /**
   * @param templates how it is asked to judge and to compare
   */
  public Examination(Templates templates, Settings settings) {
    this.exam =
        new Exam(World.shipped(), new Asking(templates), settings.questions(), settings.seed());
    this.settings = settings;
  }

  /** What is asked, without what is right. */
  public List<String> questions() {
    return exam.questions().stream().map(Question::text).toList();
  }

  /** Asks everything; takes seconds to minutes. */
  public Report of(LanguageModel model, String version) {
    return new Sitting(new Interview(model, version)).report();
  }

  /**
   * Asks what matters most.
   *
   * @param points whether a judgement's points are shown to the meta-judge
   */
  public Brief brief(LanguageModel model, String version, boolean points) {
    return new Sitting(new Interview(model, version)).brief(points);
  }

  /** One version being asked. */
  private final class Sitting {
    private final Interview interview;
    private final Sampling answer = Sampling.plain(ANSWER_TOKENS, settings.seed());
    private final Sampling judgement = Sampling.plain(JUDGEMENT_TOKENS, settings.seed());

    Sitting(Interview interview) {
      this.interview = interview;
    }

    Brief brief(boolean points) {
      Said<Question> answers = answers();
      List<Exam.Duel> duels = new ArrayList<>();
      Said<Exam.Sheet> own = ownJudgements(answers);
      for (int i = 0; i < own.about().size(); i++) {
        List<Exam.Duel> both = exam.duels(own.about().get(i), own.texts(i), points);
        if (!both.isEmpty()) duels.add(both.get(i % 2));
      }
      return new Brief(
          answers.share(Question::isRight),
          greedyAnswers().share(Question::isRight),
          judgements().share(Exam.Sheet::isExact),
          greedyJudgements().share(Exam.Sheet::isExact),
          compare(duels).share(Exam.Duel::isWon));
    }

    Report report() {
      Said<Question> answers = answers();
      Said<Question> greedy = greedyAnswers();
      Said<Exam.Sheet> judged = judgements();
      Said<Exam.Sheet> judgedGreedily = greedyJudgements();
      Said<Exam.Duel> compared = compare(exam.duels());
      Said<Exam.Duel> own = compare(ownDuels(answers));
      Map<Boolean, Share> meta = compared.by(Exam.Duel::points, Exam.Duel::isWon);
      Map<Boolean, Share> metaOwn = own.by(Exam.Duel::points, Exam.Duel::isWon);
      return new Report(
          answers.share(Question::isRight),
          greedy.share(Question::isRight),
          judged.share(Exam.Sheet::isExact),
          judgedGreedily.share(Exam.Sheet::isExact),
          judged.share((sheet, text) -> sheet.read(text) instanceof Score.Points),
          of(meta, true),
          of(meta, false),
          of(metaOwn, true),
          of(metaOwn, false),
          meanPoints(judged),
          answers.meanLength(),
          families(answers, greedy, judged, compared));
    }

    private Said<Question> answers() {
      return ask(exam.questions(), Question::text, answer.withSamples(settings.samples()));
    }

    private Said<Question> greedyAnswers() {
      return ask(exam.questions(), Question::text, answer.withTemperature(0));
    }

    private Said<Exam.Sheet> judgements() {
      return ask(exam.sheets(), Exam.Sheet::prompt, judgement.withSamples(settings.samples()));
    }

    private Said<Exam.Sheet> greedyJudgements() {
      return ask(exam.sheets(), Exam.Sheet::prompt, judgement.withTemperature(0));
    }

    /** Of the first response of its own to each question. */
    private Said<Exam.Sheet> ownJudgements(Said<Question> answers) {
      List<Exam.Sheet> sheets = new ArrayList<>();
      for (int i = 0; i < answers.about().size(); i++) {
        sheets.add(exam.sheet(answers.about().get(i), answers.texts(i).getFirst()));
      }
      return ask(sheets, Exam.Sheet::prompt, judgement.withSamples(settings.own()));
    }

    /** Its own judgements of its own responses against each other. */
    private List<Exam.Duel> ownDuels(Said<Question> answers) {
      Said<Exam.Sheet> judged = ownJudgements(answers);
      List<Exam.Duel> duels = new ArrayList<>();
      for (int i = 0; i < judged.about().size(); i++) {
        duels.addAll(exam.duels(judged.about().get(i), judged.texts(i), true));
        duels.addAll(exam.duels(judged.about().get(i), judged.texts(i), false));
      }
      return duels;
    }

    private Said<Exam.Duel> compare(List<Exam.Duel> duels) {
      return ask(duels, Exam.Duel::prompt, Sampling.plain(VERDICT_TOKENS, settings.seed()));
    }

    private <T> Said<T> ask(List<T> about, Function<T, String> prompt, Sampling sampling) {
      List<Prompt> prompts = about.stream().map(each -> Prompt.user(prompt.apply(each))).toList();
      return new Said<>(about, interview.ask(prompts, sampling));
    }
  }

  private static Map<String, Marks> families(
      Said<Question> answers,
      Said<Question> greedy,
      Said<Exam.Sheet> judged,
      Said<Exam.Duel> compared) {
    Map<Family, Share> actor = answers.by(Question::family, Question::isRight);
    Map<Family, Share> actorGreedy = greedy.by(Question::family, Question::isRight);
    Map<Family, Share> judge = judged.by(sheet -> sheet.question().family(), Exam.Sheet::isExact);
    Map<Family, Share> meta = compared.by(Exam.Duel::family, Exam.Duel::isWon);
    Map<String, Marks> families = new LinkedHashMap<>();
    actor.keySet().stream()
        .sorted()
        .forEach(
            family ->
                families.put(
                    family.label(),
                    new Marks(
                        of(actor, family),
                        of(actorGreedy, family),
                        of(judge, family),
                        of(meta, family))));
    return families;
  }

  private static <K> Share of(Map<K, Share> shares, K key) {
    return shares.getOrDefault(key, Share.NONE);
  }

  private static double meanPoints(Said<Exam.Sheet> judged) {
    DoubleSummaryStatistics points = new DoubleSummaryStatistics();
    judged.forEach(
        (sheet, text) -> {
          if (sheet.read(text) instanceof Score.Points given) {
            points.accept(given.value());
          }
        });
    return points.getCount() == 0 ? Double.NaN : points.getAverage();
  }

  /** What was asked about, and what was said of each. */
  private record Said<T>(List<T> about, List<List<Generation.Sample>> samples) {
    List<String> texts(int index) {
      return samples.get(index).stream().map(Generation.Sample::text).toList();
    }

    void forEach(BiConsumer<T, String> each) {
      for (int i = 0; i < about.size(); i++) {
        for (String text : texts(i)) {
          each.accept(about.get(i), text);
        }
      }
    }

    <K> Map<K, Share> by(Function<T, K> key, BiPredicate<T, String> right) {
      Map<K, Share> shares = new HashMap<>();
      forEach(
          (one, text) ->
              shares.merge(key.apply(one), Share.NONE.plus(right.test(one, text)), Share::plus));
      return shares;
    }

    Share share(BiPredicate<T, String> right) {
      return by(one -> true, right).getOrDefault(true, Share.NONE);
    }

    double meanLength() {
      return samples.stream()
          .flatMap(List::stream)
          .mapToInt(sample -> sample.text().codePointCount(0, sample.text().length()))
          .average()
          .orElse(Double.NaN);
    }
  }
}
