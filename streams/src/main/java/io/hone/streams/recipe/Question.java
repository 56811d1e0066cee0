package io.hone.streams.recipe;

import io.hone.schemas.id.ContentId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is asked of a model, before it is said how often: a call is a question at a place.
 *
 * @param promptId the episode
 * @param stage the part the model is to play
 * @param model who is to answer
 * @param conversation what it is asked, template applied
 * @param templateHash of the template that shaped the conversation; empty where none was used
 * @param sampling how it is to be sampled
 * @param seed of the run; another seed asks for other draws
 * @param subjects ids of the responses or judgements it is about, in the order shown
 */
public record Question(
    String promptId,
    Stage stage,
    Model model,
    Conversation conversation,
    String templateHash,
    Sampling sampling,
    long seed,
    List<String> subjects) {
  private static final int SEED_DIGITS = 8;

  public Question {
    subjects = List.copyOf(subjects);
  }

  /** A question of no template, about nothing in particular. */
  public static Question of(
      Episode episode, Stage stage, Model model, Conversation conversation, Sampling sampling) {
    String promptId = episode.prompt().id();
    return new Question(promptId, stage, model, conversation, "", sampling, 0, List.of());
  }

  public Question shapedBy(String hash) {
    return new Question(promptId, stage, model, conversation, hash, sampling, seed, subjects);
  }

  public Question seeded(long runSeed) {
    return new Question(
        promptId, stage, model, conversation, templateHash, sampling, runSeed, subjects);
  }

  /** This question about these findings, in the order shown. */
  public Question about(Finding... findings) {
    return about(Stream.of(findings).map(Finding::id).toList());
  }

  /** This question about the findings of these ids, in the order shown. */
  public Question about(List<String> ids) {
    return new Question(promptId, stage, model, conversation, templateHash, sampling, seed, ids);
  }

  /**
   * This question at a place, as a call. The id says what is asked and where, and nothing of the
   * recipe's settings, so that another recipe that asks the same finds the answer.
   *
   * @param place tells apart two calls of the same content, e.g. {@code draw 2}
   */
  public Call at(String place) {
    List<String> parts =
        List.of(
            promptId,
            stage.name(),
            place,
            conversation.fingerprint(),
            sampling.toString(),
            Long.toString(seed),
            model.name(),
            model.version());
    String id = ContentId.of("c", parts);
    return new Call(id, this, place, seedOf(id));
  }

  /** The draws from {@code from}, inclusive, to {@code to}, exclusive. */
  public List<Call> draws(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> at("draw " + i)).toList();
  }

  /** 31 bits, which every server's seed can hold. */
  private static int seedOf(String id) {
    String digits = id.substring(id.length() - SEED_DIGITS);
    return Integer.parseUnsignedInt(digits, 16) & Integer.MAX_VALUE;
  }
}
