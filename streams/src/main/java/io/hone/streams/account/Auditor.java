package io.hone.streams.account;

import io.hone.schemas.catalog.Partitioning;
import io.hone.schemas.catalog.Topic;

/**
 * Gives account of a run, and finds what may not be in it. {@code docs/verify.md} says what is
 * checked, what is not, and what it costs.
 */
public final class Auditor {
  private final Rules rules;

  public Auditor(Rules rules) {
    this.rules = rules;
  }

  /** Reads everything once. */
  public Account audit(RunRecords records) {
    Flaws flaws = new Flaws();
    int partitions = checkTopics(records, flaws);
    Letters letters = new Letters(rules.run(), flaws);
    records.read(Topic.DEAD_LETTERS, letters);
    Versions versions = new Versions(flaws);
    records.read(Topic.MODELS, versions);
    CallBook calls = new CallBook(letters, flaws);
    CallBook.TOPICS.forEach(topic -> records.read(topic, calls));
    Tallies tallies = new Tallies();
    Strangers strangers = new Strangers(rules);
    EpisodeCheck check = new EpisodeCheck(rules, records, calls, tallies, strangers, flaws);
    for (int partition = 0; partition < partitions; partition++) {
      new PartitionAudit(partition, rules, records, calls, letters, versions, tallies, check, flaws)
          .run();
    }
    versions.check();
    strangers.tell(flaws);
    return tallies.account(calls, letters, flaws);
  }

  /** Gives the most partitions that a topic has. */
  private static int checkTopics(RunRecords records, Flaws flaws) {
    int most = 0;
    int wanted = records.partitions(Topic.PROMPTS);
    for (Topic topic : Topic.values()) {
      int found = records.partitions(topic);
      most = Math.max(most, found);
      if (found == 0) {
        flaws.add(Flaw.Kind.TOPIC_MISSING, topic.shortName(), "There is no such topic.");
      } else if (wanted > 0 && found != wanted && topic.partitioning() == Partitioning.BY_PROMPT) {
        flaws.add(
            Flaw.Kind.PARTITIONS_DIFFER,
            topic.shortName(),
            "It has %d partitions, and the prompts have %d.".formatted(found, wanted));
      }
    }
    return most;
  }
}
