package io.hone.streams.account;

import io.hone.schemas.catalog.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** Records in lists, one partition a topic, all of them taken by the episodes. */
public final class ListedRecords implements RunRecords {
  /** Stands for bytes that are no record. */
  public static final Object RUBBISH = "rubbish";

  private final Map<Topic, List<Object>> records = new EnumMap<>(Topic.class);
  private final Set<Topic> missing = new HashSet<>();
  private final Set<Topic> wide = new HashSet<>();
  private boolean playing;

  /** The records of a topic, to be changed at will. */
  public List<Object> of(Topic topic) {
    return records.computeIfAbsent(topic, key -> new ArrayList<>());
  }

  /** Without this topic. */
  public void remove(Topic topic) {
    missing.add(topic);
  }

  /** The topic has a second partition, in which nothing is. */
  public void widen(Topic topic) {
    wide.add(topic);
  }

  /** The episodes have not taken anything yet, as far as anybody knows. */
  public void stillPlaying() {
    playing = true;
  }

  @Override
  public int partitions(Topic topic) {
    if (missing.contains(topic)) return 0;
    return wide.contains(topic) ? 2 : 1;
  }

  @Override
  public void read(Topic topic, int partition, Receiver receiver) {
    if (partition > 0) return;
    long offset = 0;
    for (Object each : of(topic)) {
      Position position = new Position(topic, partition, offset++);
      if (each instanceof SpecificRecord value) receiver.record(position, value);
      else receiver.unreadable(position, "It is rubbish.");
    }
  }

  @Override
  public boolean played(Position position) {
    return !playing;
  }
}
