package io.hone.app.loop;

import io.hone.event.ModelState;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What a loop does next, from facts alone.
 *
 * @param rounds the prompts
 * @param wanted how many rounds are to be played, at most as many as there are prompts for
 * @param trains whether versions are made; without, pairs are only collected
 * @param outcomes the full name of the topic of outcomes
 */
record Agenda(Rounds rounds, int wanted, boolean trains, String outcomes) {

  /** What is next. */
  sealed interface Next {
    /** Submit the prompts of a round; those that are there already change nothing. */
    record Submit(int round) implements Next {}

    /** Wait for the prompts of a round to end. */
    record Play(int round) implements Next {}

    /** Wait for the trainer: for the first version, a next one, or a ruling. */
    record Learn(int round) implements Next {}

    /** Everything that was wanted is done. */
    record Done() implements Next {}
  }

  /**
   * What is next.
   *
   * @param nothing whether the trainer says that so many outcomes, all that no version has
   *     consumed, teach nothing
   */
  Next next(LoopFacts facts, LongPredicate nothing) {
    int begun = begun(facts);
    if (trains && facts.versions().promoted().isEmpty()) return new Next.Learn(begun);
    if (begun == 0) return wanted == 0 ? new Next.Done() : new Next.Submit(0);
    List<String> ids = ids(begun - 1);
    if (!ids.stream().allMatch(facts::accepted)) return new Next.Submit(begun - 1);
    if (facts.ended(ids) < ids.size()) return new Next.Play(begun - 1);
    boolean ruling = !facts.versions().in(ModelState.CANDIDATE).isEmpty();
    boolean learned = facts.learned(outcomes, ids) || nothing.test(facts.unlearned(outcomes));
    if (trains && (ruling || !learned)) return new Next.Learn(begun - 1);
    return begun < wanted ? new Next.Submit(begun) : new Next.Done();
  }

  /** How many rounds have begun. */
  int begun(LoopFacts facts) {
    int begun = 0;
    while (begun < rounds.count() && ids(begun).stream().anyMatch(facts::accepted)) begun++;
    return begun;
  }

  /** The ids of a round's prompts. */
  List<String> ids(int round) {
    return rounds.ids(round);
  }
}
