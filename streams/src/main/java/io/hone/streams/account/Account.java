package io.hone.streams.account;

import io.hone.streams.episode.EpisodeCounts;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What became of a run: {@code accepted = paired + noPair + dead + open + waiting}.
 *
 * @param figures under the names of the live metrics; of the dead letters those of the episodes.
 *     What came before the first and after the last death of a process is in them, too
 * @param noPair how many episodes had no pair, by reason
 * @param dead how many died, by reason
 * @param letters dead letters by reason, of the episodes and of the workers
 * @param pairs different pairs
 * @param calls different calls that were asked
 * @param callCopies records of calls beyond one for each attempt: copies of calls that came back to
 *     a share group's worker
 * @param repeatedCalls answers of a model beyond one for each call
 * @param due open episodes that have all their facts and that nobody has ended yet
 * @param unchecked episodes that were not played again, because other settings led to them
 * @param flaws the first of each kind
 * @param flawCounts all of them
 */
public record Account(
    EpisodeCounts.Reading figures,
    SortedMap<String, Long> noPair,
    SortedMap<String, Long> dead,
    SortedMap<String, Long> letters,
    long pairs,
    long calls,
    long callCopies,
    long repeatedCalls,
    long due,
    long unchecked,
    List<Flaw> flaws,
    Map<Flaw.Kind, Long> flawCounts) {
  public Account {
    flaws = List.copyOf(flaws);
    flawCounts = Map.copyOf(flawCounts);
  }

  /** Whether everything holds. */
  public boolean holds() {
    return flawCounts.isEmpty();
  }
}
