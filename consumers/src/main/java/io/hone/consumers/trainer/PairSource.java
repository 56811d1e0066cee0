package io.hone.consumers.trainer;

import io.hone.consumers.records.CommittedReader;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.schemas.catalog.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads preferences and outcomes into a {@link Collector}. For one thread. */
final class PairSource implements AutoCloseable {
  private final CommittedReader reader;
  private final Collector collector;
  private final String preferences;
  private final Map<TopicPartition, Long> unread = new HashMap<>();

  /**
   * @param consumed as the versions tell it: outcomes are read from there. Preferences are read
   *     from their beginning, because the ids of all that were read are wanted
   */
  PairSource(
      TrainerSettings settings,
      Map<String, Object> kafka,
      Map<String, Map<Integer, Long>> consumed) {
    preferences = settings.topic(Topic.PREFERENCES);
    String outcomes = settings.topic(Topic.OUTCOMES);
    collector = new Collector(settings.rules(), preferences, outcomes, consumed);
    reader = new CommittedReader(kafka);
    try {
      Map<TopicPartition, Long> from = new HashMap<>();
      for (TopicPartition each : reader.partitions(preferences)) {
        from.put(each, 0L);
        unread.put(each, consumed(consumed, each));
      }
      for (TopicPartition each : reader.partitions(outcomes)) {
        from.put(each, consumed(consumed, each));
      }
      reader.assign(from);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static long consumed(Map<String, Map<Integer, Long>> consumed, TopicPartition partition) {
    return consumed
        .getOrDefault(partition.topic(), Map.of())
        .getOrDefault(partition.partition(), 0L);
  }

  Collector collector() {
    return collector;
  }

  /**
   * Reads what has come.
   *
   * @return whether everything that was consumed before has been read again
   */
  boolean read(Instant now) {
    for (CommittedReader.Entry<Object> each : reader.poll(Duration.ZERO)) {
      int partition = each.partition().partition();
      if (each.partition().topic().equals(preferences)) {
        collector.pair(
            partition,
            each.offset(),
            each.event().filter(PreferencePair.class::isInstance).map(PreferencePair.class::cast),
            now);
      } else {
        collector.outcome(
            partition,
            each.offset(),
            each.event().filter(Outcome.class::isInstance).map(Outcome.class::cast),
            now);
      }
    }
    unread.entrySet().removeIf(each -> reader.position(each.getKey()) >= each.getValue());
    return unread.isEmpty();
  }

  @Override
  public void close() {
    reader.close();
  }
}
