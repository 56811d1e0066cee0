package io.hone.app.seed;

import io.hone.app.seed.world.Lessons.Lesson;
import io.hone.models.text.Tokenizer;
import io.hone.models.train.Sequence;

/**
 * Lessons as tokens: what the chat template gives, without rendering it, which would take longer
 * than learning.
 */
final class LessonTokens {
  private static final int USER = SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.USER);
  private static final int ASSISTANT = SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.ASSISTANT);
  private static final int END = SeedTokenizer.SPECIAL.indexOf(SeedTokenizer.END);

  private LessonTokens() {}

  static Sequence of(Tokenizer tokenizer, Lesson lesson) {
    int[] prompt = tokenizer.encodeText(lesson.prompt());
    int[] answer = tokenizer.encodeText(lesson.answer());
    int[] turn = new int[prompt.length + 2];
    turn[0] = USER;
    System.arraycopy(prompt, 0, turn, 1, prompt.length);
    turn[turn.length - 1] = ASSISTANT;
    int[] ended = java.util.Arrays.copyOf(answer, answer.length + 1);
    ended[answer.length] = END;
    return new Sequence(turn, ended);
  }
}
