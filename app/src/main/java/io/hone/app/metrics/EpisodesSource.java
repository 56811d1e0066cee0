package io.hone.app.metrics;

import io.hone.app.role.EpisodesRole;
import io.hone.streams.episode.EpisodeCounts;

/** The episodes of this process. */
final class EpisodesSource implements Source {
  private final EpisodesRole role;

  EpisodesSource(EpisodesRole role) {
    this.role = role;
  }

  @Override
  public void read(Readings into) {
    into.put(HoneMeter.EPISODES_RUNNING, role.running() ? 1 : 0);
    read(role.counts(), into);
  }

  static void read(EpisodeCounts.Reading counts, Readings into) {
    into.put(HoneMeter.EPISODES_OPEN, counts.open());
    into.put(HoneMeter.EPISODES_WAITING, counts.waiting());
    into.put(HoneMeter.EPISODES_ACCEPTED_TOTAL, counts.accepted());
    into.put(HoneMeter.EPISODES_ENDED_TOTAL, counts.paired(), "paired");
    into.put(HoneMeter.EPISODES_ENDED_TOTAL, counts.noPair(), "no_pair");
    into.put(HoneMeter.EPISODES_ENDED_TOTAL, counts.dead(), "dead");
    into.put(HoneMeter.EPISODES_FACTS_TOTAL, counts.facts());
    into.put(HoneMeter.EPISODES_DUPLICATES_TOTAL, counts.duplicatePrompts(), "prompt");
    into.put(HoneMeter.EPISODES_DUPLICATES_TOTAL, counts.duplicateCompletions(), "completion");
    into.put(HoneMeter.EPISODES_FAILED_ATTEMPTS_TOTAL, counts.failedAttempts());
    into.put(HoneMeter.EPISODES_ASKED_AGAIN_TOTAL, counts.askedAgain());
    into.put(HoneMeter.EPISODES_GIVEN_UP_TOTAL, counts.givenUp());
    into.put(HoneMeter.EPISODES_DEAD_LETTERS_TOTAL, counts.deadLetters());
  }
}
