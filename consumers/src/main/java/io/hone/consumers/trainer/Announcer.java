package io.hone.consumers.trainer;

import io.hone.event.ControlCommand;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes to the topic of models: records, answers and the position in the topic of commands as one
 * fact. Two fences keep a trainer out that no longer acts: the id of the transactions, and the
 * generation of the consumer group. What goes wrong is final: close it then, and read what is true.
 * For one thread.
 */
final class Announcer implements AutoCloseable {
  private final String models;
  private final TopicPartition control;
  private final Supplier<ConsumerGroupMetadata> group;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<Object> values;

  /** Fences every other one of the run; what it had begun is undone, or ends. */
  Announcer(
      TrainerSettings settings,
      Map<String, Object> kafka,
      TopicPartition control,
      Supplier<ConsumerGroupMetadata> group) {
    this.models = settings.topic(Topic.MODELS);
    this.control = control;
    this.group = group;
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.group());
    this.values = ValueSerdes.serializer(kafka);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Announces, all or nothing.
   *
   * @param answers to commands that are not obeyed
   * @param position the first command that was not obeyed yet
   * @throws org.apache.kafka.common.KafkaException if it is not known to be announced
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if one of them has
  void announce(List<ModelVersion> records, List<ControlCommand> answers, long position) {
    producer.beginTransaction();
    for (ModelVersion each : records) {
      byte[] key = each.getModel().getVersion().getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(models, key, values.serialize(models, each)));
    }
    for (ControlCommand each : answers) {
      byte[] key = each.getCommandId().getBytes(StandardCharsets.UTF_8);
      producer.send(
          new ProducerRecord<>(control.topic(), key, values.serialize(control.topic(), each)));
    }
    producer.sendOffsetsToTransaction(
        Map.of(control, new OffsetAndMetadata(position)), group.get());
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(3));
    values.close();
  }
}
