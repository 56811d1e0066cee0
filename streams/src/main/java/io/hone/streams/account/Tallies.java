package io.hone.streams.account;

import io.hone.event.Outcome;
import io.hone.streams.episode.EpisodeCounts;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts while a run is read. */
final class Tallies {
  long accepted;
  long duplicatePrompts;
  long open;
  long waiting;
  long facts;
  long duplicateCompletions;
  long failedAttempts;
  long givenUp;
  long paired;
  long pairs;
  long repeatedCalls;
  long due;
  long unchecked;
  private final SortedMap<String, Long> noPair = new TreeMap<>();
  private final SortedMap<String, Long> dead = new TreeMap<>();

  void ended(Outcome outcome) {
    switch (outcome.getStatus()) {
      case PAIRED -> paired++;
      case DEAD -> dead.merge(outcome.getReason(), 1L, Long::sum);
      case NO_PAIR, UNKNOWN -> noPair.merge(outcome.getReason(), 1L, Long::sum);
    }
  }

  Account account(CallBook calls, Letters letters, Flaws flaws) {
    EpisodeCounts.Reading figures =
        new EpisodeCounts.Reading(
            accepted,
            duplicatePrompts,
            open,
            waiting,
            facts,
            duplicateCompletions,
            failedAttempts,
            calls.askedAgain(),
            givenUp,
            letters.ofEpisodes(),
            paired,
            sum(noPair),
            sum(dead));
    return new Account(
        figures,
        noPair,
        dead,
        letters.reasons(),
        pairs,
        calls.calls(),
        calls.copies(),
        repeatedCalls,
        due,
        unchecked,
        flaws.kept(),
        flaws.counts());
  }

  private static long sum(SortedMap<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
