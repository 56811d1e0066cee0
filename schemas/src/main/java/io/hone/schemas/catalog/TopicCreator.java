package io.hone.schemas.catalog;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of a run. Doing it twice is doing it once; a topic that exists with other
 * settings is reported and never changed.
 *
 * <p>Returns only when every partition has a leader that answers: a producer that sends the moment
 * a topic was created loses its first batches (KAFKA-15591).
 */
public final class TopicCreator {
  private static final Duration READY = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;
  private final short replication;

  /**
   * @param admin stays the caller's to close
   * @param replication replicas of each partition; -1 for the cluster's own default
   */
  public TopicCreator(Admin admin, short replication) {
    this.admin = admin;
    this.replication = replication;
  }

  /**
   * Creates what is missing.
   *
   * @param spread partitions of the topics that are spread by prompt
   * @return one finding for each topic of the catalogue, in its order
   * @throws KafkaException if the cluster refuses or does not answer in 30 s
   */
  public List<TopicFinding> create(Namespace namespace, int spread) {
    List<String> names = Arrays.stream(Topic.values()).map(namespace::topic).toList();
    List<TopicFinding> findings = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = namespace.topic(topic);
      if (created(
          new NewTopic(name, topic.partitioning().partitions(spread), replication)
              .configs(declared(topic)))) {
        findings.add(new TopicFinding(name, TopicFinding.State.CREATED, List.of()));
      } else {
        findings.add(compare(topic, name, spread));
      }
    }
    awaitUsable(names);
    return findings;
  }

  private boolean created(NewTopic topic) {
    try {
      get(admin.createTopics(List.of(topic)).all(), "create " + topic.name());
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  private static Map<String, String> declared(Topic topic) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(CLEANUP_POLICY_CONFIG, topic.cleanUp().policy());
    settings.put(
        RETENTION_MS_CONFIG, topic.retention().map(d -> Long.toString(d.toMillis())).orElse("-1"));
    settings.put(RETENTION_BYTES_CONFIG, "-1");
    return settings;
  }

  private TopicFinding compare(Topic topic, String name, int spread) {
    TopicDescription found =
        get(admin.describeTopics(List.of(name)).allTopicNames(), "describe " + name).get(name);
    List<String> differences = new ArrayList<>();
    int wanted = topic.partitioning().partitions(spread);
    int partitions = found == null ? 0 : found.partitions().size();
    if (partitions != wanted) {
      differences.add("partitions is " + partitions + ", the catalogue has " + wanted);
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config =
        get(admin.describeConfigs(List.of(resource)).all(), "describe " + name).get(resource);
    declared(topic)
        .forEach(
            (key, value) -> {
              var entry = config == null ? null : config.get(key);
              String is = entry == null ? "unknown" : entry.value();
              if (!value.equals(is)) {
                differences.add(key + " is " + is + ", the catalogue has " + value);
              }
            });
    return new TopicFinding(
        name,
        differences.isEmpty() ? TopicFinding.State.AS_DECLARED : TopicFinding.State.DIFFERS,
        differences);
  }

  /** Waits until every partition of the topics has a leader that answers. */
  public void awaitUsable(List<String> topics) {
    long deadline = System.nanoTime() + READY.toNanos();
    while (true) {
      try {
        var found = get(admin.describeTopics(topics).allTopicNames(), "describe topics");
        Map<TopicPartition, OffsetSpec> ends =
            found.values().stream()
                .flatMap(
                    t ->
                        IntStream.range(0, t.partitions().size())
                            .mapToObj(p -> new TopicPartition(t.name(), p)))
                .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        get(admin.listOffsets(ends).all(), "list offsets");
        return;
      } catch (RetriableException e) {
        if (System.nanoTime() > deadline) throw e;
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> future, String what) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException t) {
        throw new TimeoutException("the cluster did not answer in time: " + what, t);
      }
      if (e.getCause() instanceof KafkaException k) throw k;
      throw new KafkaException("cannot " + what, e.getCause());
    }
  }
}
