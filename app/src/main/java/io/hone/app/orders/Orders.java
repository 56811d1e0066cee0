package io.hone.app.orders;

import io.hone.app.records.Spelling;
import io.hone.app.stack.Cluster;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Orders to one run. Everything that obeys reads the same topic, so an order is given once. */
public final class Orders {
  private final Cluster cluster;
  private final Namespace run;

  /** The cluster stays the caller's. */
  public Orders(Cluster cluster, Namespace run) {
    this.cluster = cluster;
    this.run = run;
  }

  /**
   * As below, in the name of whoever runs this process.
   *
   * @param why the reason given, for people
   */
  public ControlCommand give(
      ControlKind kind, @Nullable String target, Map<String, String> arguments, String why) {
    return give(
        kind, target, arguments, new Giver(System.getProperty("user.name", "someone"), why));
  }

  /**
   * Who orders, and the reason given.
   *
   * @param by a name
   * @param why for people; may be empty
   */
  public record Giver(String by, String why) {}

  /**
   * Writes an order and waits until it is durable.
   *
   * @param target what it is about, e.g. a version; null: nothing in particular
   * @param arguments what else it needs
   * @param giver who orders it
   * @throws org.apache.kafka.common.errors.InvalidTopicException if the run has no topic of control
   * @throws KafkaException if the broker or the registry does not take it
   */
  public ControlCommand give(
      ControlKind kind, @Nullable String target, Map<String, String> arguments, Giver giver) {
    String topic = run.topic(Topic.CONTROL);
    cluster.requireTopic(topic);
    ControlCommand order =
        ControlCommand.newBuilder()
            .setCommandId(Spelling.of(kind) + "-" + UUID.randomUUID())
            .setRun(run.run())
            .setKind(kind)
            .setTarget(target)
            .setArguments(arguments)
            .setIssuedBy(giver.by())
            .setWhy(giver.why())
            .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build();
    Map<String, Object> settings = Cluster.durable(cluster.settings());
    try (Serializer<Object> values = ValueSerdes.serializer(settings);
        KafkaProducer<String, Object> producer =
            new KafkaProducer<>(settings, new StringSerializer(), values)) {
      producer.send(new ProducerRecord<>(topic, order.getCommandId(), order)).get();
      return order;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException k) throw k;
      throw new KafkaException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
