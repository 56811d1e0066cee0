package io.hone.app.status;

import io.hone.app.stack.TopicUsage;
import io.hone.event.OutcomeStatus;
import io.hone.event.Stage;
import io.hone.schemas.versions.VersionBook;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a run stood at one moment, as its topics tell.
 *
 * @param at when it was read
 * @param accepted prompts
 * @param ended prompts, by what became of them
 * @param pairs of the ended
 * @param tokens of the ended
 * @param deadLetters on their topic
 * @param unreadable records that are none of their topic
 * @param reasons how often each reason for no pair, or for a death, was given
 * @param counts the recipe's own, summed over the ended
 * @param versions as far as they were announced
 * @param waiting calls that no worker has finished, by stage
 * @param topics of the run with the groups that read them
 */
public record RunAccount(
    Instant at,
    long accepted,
    Map<OutcomeStatus, Long> ended,
    long pairs,
    long tokens,
    long deadLetters,
    long unreadable,
    Map<String, Long> reasons,
    Map<String, Long> counts,
    VersionBook versions,
    Map<Stage, Long> waiting,
    List<TopicUsage> topics) {
  public RunAccount {
    ended = Map.copyOf(ended);
    reasons = Map.copyOf(reasons);
    counts = Map.copyOf(counts);
    waiting = Map.copyOf(waiting);
    topics = List.copyOf(topics);
  }
}
