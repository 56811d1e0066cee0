package io.hone.models.decode;

import io.hone.models.Generation.FinishReason;
import io.hone.models.text.GeneratedText;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One sample on its way: the tokens so far and the random stream that is its own. For the decode
 * thread.
 */
final class Sequence {
  private final Ticket ticket;
  private final int index;
  private final int[] tokens;
  private final double @Nullable [] scores;
  private final SplittableRandom random;
  private final @Nullable GeneratedText text;
  private int drawn;
  private int next;
  private int position;
  private @Nullable FinishReason reason;

  Sequence(Ticket ticket, int index, @Nullable GeneratedText text) {
    this.ticket = ticket;
    this.index = index;
    this.text = text;
    this.tokens = new int[ticket.mostTokens()];
    this.scores = ticket.sampling().logProbabilities() ? new double[tokens.length] : null;
    this.random =
        new SplittableRandom(ticket.sampling().seed() + 0x9E3779B97F4A7C15L * (index + 1L));
    int[] prompt = ticket.prompt();
    this.position = prompt.length - 1;
    this.next = prompt[position];
  }

  Ticket ticket() {
    return ticket;
  }

  int index() {
    return index;
  }

  /** The token that the next step takes in. */
  int next() {
    return next;
  }

  /** Where it stands, from 0. */
  int position() {
    return position;
  }

  /** A number in [0, 1) for the next draw. */
  double uniform() {
    return random.nextDouble();
  }

  /** Takes the drawn token in; true if the sample ends with it. */
  boolean accept(int token, double score) {
    if (scores != null) {
      scores[drawn] = score;
    }
    tokens[drawn++] = token;
    next = token;
    position++;
    if (ticket.ends(token) || (text != null && text.append(token))) {
      reason = FinishReason.STOP;
    } else if (drawn == tokens.length) {
      reason = FinishReason.LENGTH;
    }
    return reason != null;
  }

  /** What came of it, once {@link #accept} said that it ends. */
  Ticket.Drawn result() {
    if (reason == null) {
      throw new IllegalStateException("Sample " + index + " has not ended.");
    }
    return new Ticket.Drawn(
        java.util.Arrays.copyOf(tokens, drawn),
        scores == null ? new double[0] : java.util.Arrays.copyOf(scores, drawn),
        reason,
        text);
  }
}
