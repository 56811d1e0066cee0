package io.hone.app.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the whole design leans on: a record that Kafka acknowledged survives the death of its
 * partition's leader, once and in order. The verdict comes from accounting over the log.
 */
@Tag("containers")
class LeaderKillTest {
  private static final String TOPIC = "numbers";
  private static final int PARTITIONS = 3;
  private static final int STRETCH = 3_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void shouldKeepWhatWasAcknowledgedOnceWhenALeaderIsKilledAndComesBack() throws Exception {
    try (ThreeBrokers cluster = ThreeBrokers.start();
        Admin admin = Admin.create(client(cluster))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 3))).all().get();
      awaitReplicas(admin);
      NumberedStream stream = NumberedStream.start(cluster.bootstrapServers(), TOPIC, PARTITIONS);
      CompletableFuture<Map<Integer, List<Long>>> live = follow(cluster, stream);
      int leader;
      try (stream) {
        awaitProgress(stream);
        leader = leader(admin);

        cluster.kill(leader);
        awaitMove(admin, leader);
        awaitProgress(stream);
        cluster.startAgain(leader);
        awaitReplicas(admin);
        awaitProgress(stream);
      }

      System.out.printf(
          "leader %d killed and back: %d sent, %d acknowledged, %d refused%n",
          leader, stream.sent(), stream.acknowledged().size(), stream.refused().size());
      Map<Integer, List<Long>> log = read(cluster, () -> true);
      assertAccounts(log, stream);
      assertThat(live.get()).as("what a consumer saw all along").isEqualTo(log);
      admin.electLeaders(ElectionType.PREFERRED, Set.of(new TopicPartition(TOPIC, 0))).all().get();
      await().atMost(PATIENCE).until(() -> leader(admin) == leader);
      assertThat(read(cluster, () -> true)).as("as the killed broker tells it").isEqualTo(log);
    }
  }

  /** Every acknowledged number once, none that was not sent, each partition in order. */
  private static void assertAccounts(Map<Integer, List<Long>> log, NumberedStream stream) {
    List<Long> all = log.values().stream().flatMap(List::stream).toList();
    Set<Long> once = new HashSet<>(all);
    assertThat(once).as("duplicates in the log").hasSameSizeAs(all);
    Set<Long> lost = new HashSet<>(stream.acknowledged());
    lost.removeAll(once);
    assertThat(lost).as("acknowledged and not in the log").isEmpty();
    assertThat(stream.refused()).as("refused for good").isEmpty();
    assertThat(all).hasSize(Math.toIntExact(stream.sent()));
    log.values().forEach(numbers -> assertThat(numbers).isSorted());
  }

  private static void awaitProgress(NumberedStream stream) {
    int goal = stream.acknowledged().size() + STRETCH;
    await().atMost(PATIENCE).until(() -> stream.acknowledged().size() >= goal);
  }

  private static void awaitMove(Admin admin, int from) {
    long killed = System.nanoTime();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> leader(admin) != from);
    System.out.printf("leadership moved after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
  }

  private static void awaitReplicas(Admin admin) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> isr(admin).stream().allMatch(n -> n == 3));
  }

  /** The leader of partition 0; -1 while it has none. */
  private static int leader(Admin admin) throws Exception {
    var leader = partitions(admin).getFirst().leader();
    return leader == null ? -1 : leader.id();
  }

  private static List<Integer> isr(Admin admin) throws Exception {
    return partitions(admin).stream().map(p -> p.isr().size()).toList();
  }

  private static List<TopicPartitionInfo> partitions(Admin admin) throws Exception {
    return Objects.requireNonNull(
            admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC))
        .partitions();
  }

  /** Reads beside the producer until that is done and the end is reached. */
  private static CompletableFuture<Map<Integer, List<Long>>> follow(
      ThreeBrokers cluster, NumberedStream stream) {
    return CompletableFuture.supplyAsync(() -> read(cluster, stream::isDone));
  }

  private static Map<Integer, List<Long>> read(ThreeBrokers cluster, BooleanSupplier complete) {
    Map<Integer, List<Long>> log = new TreeMap<>();
    try (KafkaConsumer<Long, Long> consumer =
        new KafkaConsumer<>(client(cluster), new LongDeserializer(), new LongDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      boolean last;
      do {
        last = complete.getAsBoolean() && atEnd(consumer, partitions);
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                r -> log.computeIfAbsent(r.partition(), p -> new ArrayList<>()).add(r.value()));
      } while (!last);
    }
    return log;
  }

  private static boolean atEnd(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    return partitions.stream()
        .allMatch(p -> consumer.position(p) >= end.getOrDefault(p, Long.MAX_VALUE));
  }

  private static Map<String, Object> client(ThreeBrokers cluster) {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }
}
