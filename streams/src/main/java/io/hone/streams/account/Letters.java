package io.hone.streams.account;

import io.hone.event.DeadLetter;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The dead letters of a run: which records were given up, some 100 bytes for each. */
final class Letters implements RunRecords.Receiver {
  /** The component that the topology of the episodes names. */
  private static final String EPISODES = "episodes";

  private final Flaws flaws;
  private final Map<String, Topic> topics = new HashMap<>();
  private final Set<Position> about = new HashSet<>();
  private final SortedMap<String, Long> reasons = new TreeMap<>();
  private long ofEpisodes;

  Letters(Namespace run, Flaws flaws) {
    this.flaws = flaws;
    for (Topic topic : Topic.values()) topics.put(run.topic(topic), topic);
  }

  @Override
  public void record(Position position, SpecificRecord value) {
    DeadLetter letter = (DeadLetter) value;
    reasons.merge(letter.getReason().name(), 1L, Long::sum);
    if (letter.getComponent().equals(EPISODES)) ofEpisodes++;
    Topic topic = topics.get(letter.getTopic());
    if (topic != null) about.add(new Position(topic, letter.getPartition(), letter.getOffset()));
  }

  @Override
  public void unreadable(Position position, String why) {
    flaws.add(Flaw.Kind.UNREADABLE, "", why, position);
  }

  /** Whether the record was given up. */
  boolean about(Position position) {
    return about.contains(position);
  }

  /** How many there are of each reason. */
  SortedMap<String, Long> reasons() {
    return reasons;
  }

  /** How many the episodes wrote. */
  long ofEpisodes() {
    return ofEpisodes;
  }
}
