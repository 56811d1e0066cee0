package io.hone.app.stack;

import static io.hone.app.stack.Cluster.get;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Measures topics: sizes from the brokers' logs, lags from the groups' committed offsets. */
public final class TopicSurvey {
  private final Admin admin;

  public TopicSurvey(Admin admin) {
    this.admin = admin;
  }

  /** Every topic that is not Kafka's own, by name. */
  public List<TopicUsage> survey() {
    Collection<String> names =
        get(admin.listTopics(new ListTopicsOptions().listInternal(false)).names());
    return survey(names);
  }

  /** These topics, by name; they must be there. */
  public List<TopicUsage> survey(Collection<String> names) {
    Map<String, TopicDescription> topics =
        new TreeMap<>(get(admin.describeTopics(names).allTopicNames()));
    List<TopicPartition> partitions = topics.values().stream().flatMap(t -> partitions(t)).toList();
    Map<TopicPartition, Long> begin = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> bytes = sizes(topics);
    Map<String, List<TopicUsage.Lag>> lags = lags(end);
    List<TopicUsage> found = new ArrayList<>();
    topics.forEach(
        (name, topic) ->
            found.add(
                new TopicUsage(
                    name,
                    topic.partitions().size(),
                    partitions(topic)
                        .mapToLong(p -> end.getOrDefault(p, 0L) - begin.getOrDefault(p, 0L))
                        .sum(),
                    partitions(topic).mapToLong(p -> bytes.getOrDefault(p, 0L)).sum(),
                    lags.getOrDefault(name, List.of()))));
    return found;
  }

  private static java.util.stream.Stream<TopicPartition> partitions(TopicDescription topic) {
    return IntStream.range(0, topic.partitions().size())
        .mapToObj(p -> new TopicPartition(topic.name(), p));
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listOffsets(wanted).all()).forEach((p, info) -> offsets.put(p, info.offset()));
    return offsets;
  }

  private Map<TopicPartition, Long> sizes(Map<String, TopicDescription> topics) {
    Map<TopicPartition, Integer> leaders = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    p -> {
                      Node leader = p.leader();
                      if (leader != null) {
                        leaders.put(new TopicPartition(name, p.partition()), leader.id());
                      }
                    }));
    Map<TopicPartition, Long> sizes = new HashMap<>();
    get(admin.describeLogDirs(List.copyOf(leaders.values())).allDescriptions())
        .forEach(
            (broker, dirs) ->
                dirs.values()
                    .forEach(
                        dir ->
                            dir.replicaInfos()
                                .forEach(
                                    (p, info) -> {
                                      if (broker.equals(leaders.get(p))) {
                                        sizes.merge(p, info.size(), Long::sum);
                                      }
                                    })));
    return sizes;
  }

  private Map<String, List<TopicUsage.Lag>> lags(Map<TopicPartition, Long> end) {
    Map<String, List<TopicUsage.Lag>> lags = new TreeMap<>();
    for (GroupListing group : get(admin.listGroups().all())) {
      Map<String, Long> behind = new TreeMap<>();
      position(group)
          .forEach(
              (partition, offset) -> {
                Long last = end.get(partition);
                if (last != null) {
                  behind.merge(partition.topic(), Math.max(0, last - offset), Long::sum);
                }
              });
      String type = group.type().map(GroupType::toString).orElse("Unknown");
      behind.forEach(
          (topic, records) ->
              lags.computeIfAbsent(topic, t -> new ArrayList<>())
                  .add(new TopicUsage.Lag(group.groupId(), type, records)));
    }
    return lags;
  }

  private Map<TopicPartition, Long> position(GroupListing group) {
    Map<TopicPartition, Long> position = new HashMap<>();
    if (group.type().equals(java.util.Optional.of(GroupType.SHARE))) {
      get(admin
              .listShareGroupOffsets(Map.of(group.groupId(), new ListShareGroupOffsetsSpec()))
              .partitionsToOffsetInfo(group.groupId()))
          .forEach(
              (p, info) -> {
                if (info != null) position.put(p, info.startOffset());
              });
    } else {
      get(admin
              .listConsumerGroupOffsets(Map.of(group.groupId(), new ListConsumerGroupOffsetsSpec()))
              .partitionsToOffsetAndMetadata(group.groupId()))
          .forEach(
              (p, info) -> {
                if (info != null) position.put(p, info.offset());
              });
    }
    return position;
  }
}
