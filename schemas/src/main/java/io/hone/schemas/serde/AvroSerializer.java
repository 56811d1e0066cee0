package io.hone.schemas.serde;

import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.registry.RegisteredSchema;
import io.hone.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records, generated or generic, in Confluent's wire format. A null stays a null, the
 * tombstone of a compacted topic.
 *
 * <p>Thread-safe after {@link #configure}. Throws {@link SerializationException}; a {@link
 * io.hone.schemas.registry.RegistryException} among them tells that the registry did not help.
 */
public final class AvroSerializer implements Serializer<Object> {
  static {
    Contracts.trust();
  }

  private final PublishedSchemas published = new PublishedSchemas();
  private final RecordBytes bytes = new RecordBytes();
  private @Nullable SchemaRegistryClient client;
  private @Nullable SerdeSettings settings;
  private boolean isKey;

  /** One of values that is configured. */
  public static AvroSerializer with(Map<String, ?> config) {
    AvroSerializer made = new AvroSerializer();
    made.configure(config, false);
    return made;
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    close();
    this.settings = SerdeSettings.of(config, isKey);
    this.client = new SchemaRegistryClient(config);
    this.isKey = isKey;
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable Object value) {
    if (value == null) return null;
    if (!(value instanceof IndexedRecord record)) {
      throw new SerializationException(
          "a %s cannot be written to %s: pass an Avro record"
              .formatted(value.getClass().getName(), topic));
    }
    SerdeSettings how = configured(settings);
    SchemaRegistryClient registry = configured(client);
    Schema schema = record.getSchema();
    String subject = how.subjects().subject(topic, isKey, schema);
    if (how.useLatest() && !how.autoRegister()) {
      RegisteredSchema latest = registry.latest(subject);
      return bytes.of(topic, latest.id(), record, latest.schema());
    }
    Schema shown = how.removeJavaProperties() ? published.of(schema) : schema;
    int id =
        how.autoRegister()
            ? registry.register(subject, shown, how.normalize())
            : registry.lookup(subject, shown, how.normalize());
    return bytes.of(topic, id, record, schema);
  }

  private static <T> T configured(@Nullable T part) {
    if (part == null) throw new IllegalStateException("configure() was not called");
    return part;
  }

  @Override
  public void close() {
    if (client != null) client.close();
  }
}
