package io.hone.app.records;

import io.hone.schemas.catalog.Topic;
import io.hone.schemas.registry.RegistryException;
import io.hone.schemas.serde.ValueSerdes;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords.Receiver;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Turns a record's bytes into what its topic's contract says, or says why they are not that. */
final class Decoding implements AutoCloseable {
  private final Deserializer<Object> values;

  private Decoding(Deserializer<Object> values) {
    this.values = values;
  }

  /**
   * @param clients settings of clients and registry
   */
  static Decoding by(Map<String, Object> clients) {
    return new Decoding(ValueSerdes.specific(clients));
  }

  /**
   * @throws SerializationException if the registry does not help
   */
  void hand(Topic topic, ConsumerRecord<byte[], byte[]> record, Receiver receiver) {
    Position position = new Position(topic, record.partition(), record.offset());
    if (record.value() == null) {
      // On a compacted topic this takes back what was there; elsewhere it means nothing.
      if (topic != Topic.MODELS) receiver.unreadable(position, "The record has no value.");
      return;
    }
    Object value;
    try {
      value = values.deserialize(record.topic(), record.headers(), record.value());
    } catch (SerializationException e) {
      if (isAboutTheRegistry(e)) throw e;
      receiver.unreadable(position, String.valueOf(e.getMessage()));
      return;
    }
    if (value instanceof SpecificRecord specific
        && specific.getSchema().getFullName().equals(topic.value().getFullName())) {
      receiver.record(position, specific);
    } else {
      receiver.unreadable(position, "The record is no %s.".formatted(topic.value().getName()));
    }
  }

  /** An id that the registry never gave out is the record's fault; all else is the registry's. */
  private static boolean isAboutTheRegistry(Throwable error) {
    for (@Nullable Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof RegistryException registry) {
        return registry.kind() != RegistryException.Kind.UNKNOWN;
      }
    }
    return false;
  }

  @Override
  public void close() {
    values.close();
  }
}
