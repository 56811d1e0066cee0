package io.hone.models.train;

/**
 * A prompt and one answer to it, in tokens.
 *
 * @param prompt at least one token: the first token of an answer is scored after it
 * @param answer at least one token, end of turn included
 */
@SuppressWarnings("ArrayRecordComponent") // handed to torch, never compared
public record Sequence(int[] prompt, int[] answer) {

  public Sequence {
    if (prompt.length == 0 || answer.length == 0) {
      throw new IllegalArgumentException(
          "Prompt and answer need at least one token each, got %d and %d."
              .formatted(prompt.length, answer.length));
    }
  }

  /** Tokens of prompt and answer. */
  public int tokens() {
    return prompt.length + answer.length;
  }

  /** Tokens that go into the model: all but the last, which is only scored. */
  int inputs() {
    return tokens() - 1;
  }

  int input(int at) {
    return at < prompt.length ? prompt[at] : answer[at - prompt.length];
  }
}
