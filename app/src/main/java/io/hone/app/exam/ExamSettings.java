package io.hone.app.exam;

import io.hone.app.config.Config;
import io.hone.app.config.ExamComparison;
import io.hone.app.config.ExamJudge;
import io.hone.app.config.Keys;
import io.hone.models.Sampling;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What versions are asked.
 *
 * @param prompts a file of held-out prompts; empty: the world's questions, if it is asked
 * @param promptsLimit at most so many of them
 * @param comparison how two responses are compared
 * @param judge who compares them
 * @param answering how responses are drawn
 * @param judging how judgements are drawn, as many samples as there are judgements of a response
 * @param maximumScore that the recipe's rubric gives
 * @param pointsShown whether the recipe shows its meta-judge the points of judgements
 * @param labels a file of labelled responses
 * @param worldQuestions of the shipped world; 0: its checker is not asked
 * @param seed of the world's questions and draws
 */
public record ExamSettings(
    Optional<Path> prompts,
    int promptsLimit,
    ExamComparison comparison,
    ExamJudge judge,
    Sampling answering,
    Sampling judging,
    int maximumScore,
    boolean pointsShown,
    Optional<Path> labels,
    int worldQuestions,
    long seed) {

  /** As configured. */
  public static ExamSettings of(Config config) {
    int seed = config.get(Keys.EXAM_SEED);
    Map<String, String> recipe = config.recipe();
    String maximum =
        recipe.getOrDefault("actor.maximum-score", recipe.getOrDefault("maximum-score", "5"));
    return new ExamSettings(
        config.find(Keys.EXAM_PROMPTS),
        config.get(Keys.EXAM_PROMPTS_LIMIT),
        config.get(Keys.EXAM_COMPARISON),
        config.get(Keys.EXAM_JUDGE),
        Sampling.plain(config.get(Keys.EXAM_ANSWER_TOKENS), seed)
            .withTemperature(config.get(Keys.EXAM_TEMPERATURE)),
        Sampling.plain(config.get(Keys.EXAM_JUDGEMENT_TOKENS), seed)
            .withTemperature(config.get(Keys.EXAM_JUDGING_TEMPERATURE))
            .withSamples(config.get(Keys.EXAM_JUDGEMENTS)),
        Integer.parseInt(maximum),
        recipe.getOrDefault("judge.strip-scores", "true").equals("false"),
        config.find(Keys.EXAM_LABELS),
        config.get(Keys.EXAM_WORLD) ? config.get(Keys.EXAM_WORLD_QUESTIONS) : 0,
        seed);
  }
}
