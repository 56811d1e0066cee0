package io.hone.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.registry.RegisteredSchema;
import io.hone.schemas.registry.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Schema, Schema> published = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistryClient client;
  private @Nullable SerdeSettings settings;
  private boolean isKey;

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
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
    Schema schema = record.getSchema();
    String subject = how.subjects().subject(topic, isKey, schema);
    SchemaRegistryClient registry = configured(client);
    int id;
    if (how.autoRegister()) {
      id = registry.register(subject, published(schema, how), how.normalize());
    } else if (how.useLatest()) {
      RegisteredSchema latest = registry.latest(subject);
      id = latest.id();
      schema = latest.schema();
    } else {
      id = registry.lookup(subject, published(schema, how), how.normalize());
    }
    return encode(topic, id, schema, record);
  }

  private static byte[] encode(String topic, int id, Schema schema, IndexedRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(WireFormat.prefix(id));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    DatumWriter<Object> writer =
        record instanceof SpecificRecordBase specific
            ? new SpecificDatumWriter<>(schema, specific.getSpecificData())
            : new GenericDatumWriter<>(schema);
    try {
      writer.write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "a %s cannot be written to %s with schema id %d (%s): correct the record"
              .formatted(schema.getFullName(), topic, id, e.getMessage()),
          e);
    }
  }

  private Schema published(Schema schema, SerdeSettings how) {
    if (!how.removeJavaProperties()) return schema;
    return published.computeIfAbsent(schema, AvroSerializer::withoutJavaProperties);
  }

  private static Schema withoutJavaProperties(Schema schema) {
    try {
      JsonNode json = JSON.readTree(schema.toString());
      strip(json);
      return new Schema.Parser().parse(json.toString());
    } catch (JsonProcessingException e) {
      throw new SerializationException("schema " + schema.getFullName() + " is not JSON", e);
    }
  }

  private static void strip(JsonNode json) {
    if (json instanceof ObjectNode object) object.remove("avro.java.string");
    json.forEach(AvroSerializer::strip);
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
