package io.hone.schemas.serde;

import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Confluent's wire format into generated classes ({@code specific.avro.reader=true}) or
 * generic records.
 *
 * <p>Thread-safe after {@link #configure}. Bytes that are not such a record give a {@link
 * SerializationException} and nothing worse; a {@link io.hone.schemas.registry.RegistryException}
 * among them that is retriable means: wait, the record may be fine.
 */
public final class AvroDeserializer implements Deserializer<Object> {
  static {
    Contracts.trust();
  }

  private final Map<Integer, DatumReader<Object>> readers = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistryClient client;
  private @Nullable SerdeSettings settings;

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    this.settings = SerdeSettings.of(config, isKey);
    this.client = new SchemaRegistryClient(config);
  }

  @Override
  public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
    if (data == null) return null;
    int id = WireFormat.schemaId(topic, data);
    DatumReader<Object> reader = readers.get(id);
    if (reader == null) {
      reader = reader(topic, id);
      readers.put(id, reader);
    }
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(data, WireFormat.PREFIX, data.length - WireFormat.PREFIX, null);
    try {
      Object value = reader.read(null, decoder);
      if (!decoder.isEnd()) throw new IOException("bytes are left over");
      return value;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
      throw new SerializationException(
          "a record of %s with schema id %d and %d bytes is corrupt (%s): its writer used another schema or the bytes were damaged"
              .formatted(topic, id, data.length, reason(e)),
          e);
    }
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private DatumReader<Object> reader(String topic, int id) {
    SchemaRegistryClient registry = client;
    SerdeSettings how = settings;
    if (registry == null || how == null) {
      throw new IllegalStateException("configure() was not called");
    }
    Schema writer = registry.byId(id);
    if (!how.specific()) return new GenericDatumReader<>(writer);
    Class<?> type = SpecificData.get().getClass(writer);
    if (type == null) {
      throw new SerializationException(
          "a record of %s has schema id %d, a %s, and there is no generated class of that name: read it with specific.avro.reader=false"
              .formatted(topic, id, writer.getFullName()));
    }
    SpecificData data = SpecificData.getForClass(type);
    return new SpecificDatumReader<>(writer, data.getSchema(type), data);
  }

  @Override
  public void close() {
    if (client != null) client.close();
  }
}
