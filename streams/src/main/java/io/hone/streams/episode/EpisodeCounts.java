package io.hone.streams.episode;

import io.hone.streams.recipe.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** What the episodes of one process have done since it started, and how many it holds now. */
public final class EpisodeCounts {
  private final LongAdder accepted = new LongAdder();
  private final LongAdder duplicatePrompts = new LongAdder();
  private final LongAdder open = new LongAdder();
  private final LongAdder waiting = new LongAdder();
  private final LongAdder facts = new LongAdder();
  private final LongAdder duplicateCompletions = new LongAdder();
  private final LongAdder failedAttempts = new LongAdder();
  private final LongAdder askedAgain = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final LongAdder paired = new LongAdder();
  private final LongAdder noPair = new LongAdder();
  private final LongAdder dead = new LongAdder();

  /**
   * A reading.
   *
   * @param open episodes that are open now
   * @param waiting prompts that are not admitted yet
   * @param duplicateCompletions completions of calls that had their fact already
   */
  public record Reading(
      long accepted,
      long duplicatePrompts,
      long open,
      long waiting,
      long facts,
      long duplicateCompletions,
      long failedAttempts,
      long askedAgain,
      long givenUp,
      long deadLetters,
      long paired,
      long noPair,
      long dead) {}

  public Reading read() {
    return new Reading(
        accepted.sum(),
        duplicatePrompts.sum(),
        open.sum(),
        waiting.sum(),
        facts.sum(),
        duplicateCompletions.sum(),
        failedAttempts.sum(),
        askedAgain.sum(),
        givenUp.sum(),
        deadLetters.sum(),
        paired.sum(),
        noPair.sum(),
        dead.sum());
  }

  void accepted() {
    accepted.increment();
  }

  void duplicatePrompt() {
    duplicatePrompts.increment();
  }

  void opened(long more) {
    open.add(more);
  }

  void waiting(long more) {
    waiting.add(more);
  }

  void fact() {
    facts.increment();
  }

  void duplicateCompletion() {
    duplicateCompletions.increment();
  }

  void failedAttempt() {
    failedAttempts.increment();
  }

  void askedAgain() {
    askedAgain.increment();
  }

  void givenUp() {
    givenUp.increment();
  }

  void deadLetter() {
    deadLetters.increment();
  }

  void ended(Outcome.Status how) {
    open.decrement();
    switch (how) {
      case PAIRED -> paired.increment();
      case NO_PAIR -> noPair.increment();
      case DEAD -> dead.increment();
    }
  }
}
