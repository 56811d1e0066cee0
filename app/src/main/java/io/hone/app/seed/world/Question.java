package io.hone.app.seed.world;

import java.util.List;

/**
 * A chore as a person would ask for it.
 *
 * @param operands what it is about
 * @param text what is asked
 * @param answer the items of the right answer, in order
 */
public record Question(Family family, Operands operands, String text, List<String> answer) {
  public Question {
    answer = List.copyOf(answer);
  }

  /** The right answer as text: its items with a space between them. */
  public String right() {
    return String.join(" ", answer);
  }

  /** Whether a response is right, white space at its ends aside. */
  public boolean isRight(String response) {
    return Marking.of(answer, response).points() == Marking.MOST;
  }
}
