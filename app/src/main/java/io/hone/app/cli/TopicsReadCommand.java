package io.hone.app.cli;

import io.hone.app.records.AvroJson;
import io.hone.app.stack.Cluster;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone topics read}: the records of a topic, decoded, one JSON object a line. */
@Command(
    name = "read",
    description = {
      "Print the records of a topic from its beginning to its present end, one a line, in Avro's JSON encoding.",
      "A record that cannot be decoded is reported with its position, and the exit code is 1; the others are printed."
    },
    mixinStandardHelpOptions = true)
final class TopicsReadCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private Output output;

  @Parameters(paramLabel = "TOPIC", description = "Full name of the topic, e.g. hone.main.prompts.")
  private String topic;

  @Option(names = "--limit", description = "Stop after so many records.")
  private long limit = Long.MAX_VALUE;

  private long undecodable;

  @Override
  public Integer call() {
    if (limit < 1) throw new UserError("--limit is " + limit + ": take 1 or more");
    Map<String, Object> settings = clusterOptions.settings();
    try (Cluster cluster = Cluster.connect(settings);
        Deserializer<Object> values = ValueSerdes.deserializer(settings);
        KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
      cluster.requireTopic(topic);
      read(consumer, values);
    }
    output.out().flush();
    return undecodable == 0 ? 0 : 1;
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer, Deserializer<Object> values) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
    long left = limit;
    while (left > 0
        && end.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        if (left-- > 0) print(record, values);
      }
    }
  }

  private void print(ConsumerRecord<byte[], byte[]> record, Deserializer<Object> values) {
    try {
      Object value = values.deserialize(topic, record.value());
      output
          .out()
          .println(value instanceof IndexedRecord r ? AvroJson.of(r) : String.valueOf(value));
    } catch (SerializationException e) {
      if (isRegistryDown(e)) throw e;
      undecodable++;
      output
          .err()
          .printf(
              "hone: partition %d offset %d: %s%n",
              record.partition(), record.offset(), Failures.sentence(e));
    }
  }

  private static boolean isRegistryDown(SerializationException e) {
    return e instanceof io.hone.schemas.registry.RegistryException r && r.errorCode() != 40403;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    Map<String, Object> mine = new HashMap<>(settings);
    mine.remove("group.id");
    mine.put("isolation.level", "read_committed");
    mine.put("enable.auto.commit", "false");
    return new KafkaConsumer<>(mine, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
