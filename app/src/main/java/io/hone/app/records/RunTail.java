package io.hone.app.records;

import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.RunRecords.Receiver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The committed records of some topics of a run as they come: of some from the beginning, of others
 * from now on. For one thread; whoever opened it closes it.
 */
public final class RunTail implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Decoding values;
  private final Map<String, Topic> topics = new HashMap<>();
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, Long> ends;

  /**
   * How far the whole topics were read.
   *
   * @param done offsets of those that there were when the tail was opened
   * @param of all of these
   */
  public record Progress(long done, long of) {
    public boolean caughtUp() {
      return done >= of;
    }
  }

  private RunTail(
      Namespace run,
      KafkaConsumer<byte[], byte[]> consumer,
      Decoding values,
      Set<Topic> whole,
      Set<Topic> fromNow) {
    this.consumer = consumer;
    this.values = values;
    Stream.concat(whole.stream(), fromNow.stream()).forEach(t -> topics.put(run.topic(t), t));
    List<TopicPartition> old = partitions(run, whole);
    List<TopicPartition> fresh = partitions(run, fromNow);
    consumer.assign(Stream.concat(old.stream(), fresh.stream()).toList());
    consumer.seekToBeginning(old);
    this.begins = consumer.beginningOffsets(old);
    this.ends = consumer.endOffsets(old);
    if (!fresh.isEmpty()) consumer.seekToEnd(fresh);
    fresh.forEach(consumer::position); // else "now" would be when somebody polls first
  }

  /**
   * Opens.
   *
   * @param whole topics that are read from their beginning
   * @param fromNow topics of which only later records are read
   * @throws org.apache.kafka.common.errors.InvalidTopicException if a topic is not there
   */
  public static RunTail open(Cluster cluster, Namespace run, Set<Topic> whole, Set<Topic> fromNow) {
    Stream.concat(whole.stream(), fromNow.stream()).map(run::topic).forEach(cluster::requireTopic);
    return new RunTail(
        run,
        RunReader.consumer(cluster.settings()),
        Decoding.by(cluster.settings()),
        whole,
        fromNow);
  }

  private List<TopicPartition> partitions(Namespace run, Set<Topic> of) {
    return of.stream()
        .flatMap(topic -> consumer.partitionsFor(run.topic(topic)).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** Whether what lay in the whole topics when the tail was opened has been handed over. */
  public boolean caughtUp() {
    return progress().caughtUp();
  }

  /** How far it has come with what lay in the whole topics when it was opened. */
  public Progress progress() {
    long done = 0;
    long of = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long begin = Math.min(begins.getOrDefault(end.getKey(), 0L), end.getValue());
      of += end.getValue() - begin;
      done += Math.clamp(consumer.position(end.getKey()), begin, end.getValue()) - begin;
    }
    return new Progress(done, of);
  }

  /**
   * Hands over what comes within a time, at least one batch if there is one.
   *
   * @throws SerializationException if the registry does not help
   */
  public void poll(Duration limit, Receiver receiver) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(limit)) {
      Topic topic = topics.get(record.topic());
      if (topic != null) values.hand(topic, record, receiver);
    }
  }

  @Override
  public void close() {
    consumer.close();
    values.close();
  }
}
