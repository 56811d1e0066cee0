package io.hone.app.records;

import static io.hone.app.stack.Cluster.get;

import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeRunner;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidTopicException;

/**
 * How far a run had come at one moment.
 *
 * @param partitions of each topic that exists
 * @param ends the first offset that is not read any more
 * @param played the first offset of prompts and completions that the episodes had not taken
 */
record RunEnds(
    Map<Topic, Integer> partitions,
    Map<TopicPartition, Long> ends,
    Map<TopicPartition, Long> played) {
  /**
   * Effects before causes, so that the causes of every effect are below their own ends. An open
   * transaction's records are below them, too: whether they count is decided before they are read.
   */
  private static final List<Topic> EFFECTS_FIRST =
      List.of(
          Topic.STATISTICS,
          Topic.TRAINING,
          Topic.OUTCOMES,
          Topic.PREFERENCES,
          Topic.VERDICTS,
          Topic.JUDGEMENTS,
          Topic.RESPONSES,
          Topic.DEAD_LETTERS,
          Topic.COMPLETIONS,
          Topic.CALLS_META_JUDGE,
          Topic.CALLS_JUDGE,
          Topic.CALLS_ACTOR,
          Topic.PROMPTS,
          Topic.MODELS,
          Topic.CONTROL);

  /**
   * @throws InvalidTopicException if there is no topic of the run
   */
  static RunEnds now(Admin admin, Namespace run) {
    Map<Topic, Integer> partitions = partitions(admin, run);
    if (partitions.isEmpty()) {
      throw new InvalidTopicException(
          "there is no run '%s' on the cluster: ./hone topics lists the topics of those that there are"
              .formatted(run.run()));
    }
    Map<TopicPartition, Long> played = played(admin, run);
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (Topic topic : EFFECTS_FIRST) {
      ends.putAll(ends(admin, run.topic(topic), partitions.getOrDefault(topic, 0)));
    }
    return new RunEnds(partitions, ends, played);
  }

  private static Map<Topic, Integer> partitions(Admin admin, Namespace run) {
    Map<String, Topic> wanted =
        EFFECTS_FIRST.stream().collect(Collectors.toMap(run::topic, topic -> topic));
    Set<String> there = get(admin.listTopics().names());
    List<String> found = wanted.keySet().stream().filter(there::contains).toList();
    Map<Topic, Integer> partitions = new EnumMap<>(Topic.class);
    get(admin.describeTopics(found).allTopicNames()).values().stream()
        .forEach(
            topic -> {
              Topic which = wanted.get(topic.name());
              if (which != null) partitions.put(which, topic.partitions().size());
            });
    return partitions;
  }

  private static Map<TopicPartition, Long> played(Admin admin, Namespace run) {
    String group = EpisodeRunner.applicationId(run);
    Map<TopicPartition, Long> played = new HashMap<>();
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group));
      committed.forEach(
          (partition, offset) -> {
            if (offset != null) played.put(partition, offset.offset());
          });
    } catch (GroupIdNotFoundException | GroupAuthorizationException e) {
      return Map.of();
    }
    return played;
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> wanted =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    get(admin.listOffsets(wanted, all).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }
}
