package io.hone.schemas.serde;

import io.hone.schemas.catalog.Contracts;
import io.hone.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Confluent's wire format into generated classes ({@code specific.avro.reader=true}) or
 * generic records. A null stays a null, the tombstone of a compacted topic.
 *
 * <p>Thread-safe after {@link #configure}; nothing is kept between records but the readers. Bytes
 * that are not such a record give a {@link SerializationException} and nothing worse: Avro 1.12.2
 * checks a claimed length against the bytes that are there before it allocates. A {@link
 * io.hone.schemas.registry.RegistryException} among them that is retriable means: wait, the record
 * may be fine.
 */
public final class AvroDeserializer implements Deserializer<Object> {
  static {
    Contracts.trust();
  }

  private static final int MOST_READERS = 1_000;

  private final Map<Integer, DatumReader<Object>> readers = new ConcurrentHashMap<>();
  private @Nullable SchemaRegistryClient client;
  private @Nullable SerdeSettings settings;

  /** One of values that is configured. */
  public static AvroDeserializer with(Map<String, ?> config) {
    AvroDeserializer made = new AvroDeserializer();
    made.configure(config, false);
    return made;
  }

  /** One of values that reads into generated classes, whatever the configuration says. */
  public static AvroDeserializer specific(Map<String, ?> config) {
    return with(SerdeSettings.specific(config));
  }

  @Override
  public void configure(Map<String, ?> config, boolean isKey) {
    close();
    this.settings = SerdeSettings.of(config, isKey);
    this.client = new SchemaRegistryClient(config);
  }

  @Override
  public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
    if (data == null) return null;
    int id = WireFormat.schemaId(topic, data);
    DatumReader<Object> reader = reader(topic, id);
    BinaryDecoder decoder =
        DecoderFactory.get()
            .binaryDecoder(data, WireFormat.PREFIX, data.length - WireFormat.PREFIX, null);
    try {
      Object value = reader.read(null, decoder);
      if (!decoder.isEnd()) throw new IOException("bytes are left over");
      return value;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The stack overflows on a recursive schema with a record nested deeper than any writer's.
      throw new SerializationException(
          "a record of %s with schema id %d and %d bytes is corrupt (%s): skip it, and see which writer used another schema than it named or damaged the bytes"
              .formatted(topic, id, data.length, reason(e)),
          e);
    }
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Asks the registry at most once at a time for an id, by the client; no lock is held here. */
  private DatumReader<Object> reader(String topic, int id) {
    DatumReader<Object> known = readers.get(id);
    if (known != null) return known;
    SchemaRegistryClient registry = client;
    SerdeSettings how = settings;
    if (registry == null || how == null) {
      throw new IllegalStateException("configure() was not called");
    }
    Schema writer = registry.byId(id);
    DatumReader<Object> made =
        how.specific() && writer.getType() == Schema.Type.RECORD
            ? specific(topic, id, writer)
            : new GenericDatumReader<>(writer);
    if (readers.size() >= MOST_READERS) readers.clear();
    readers.put(id, made);
    return made;
  }

  private static DatumReader<Object> specific(String topic, int id, Schema writer) {
    Class<?> type =
        generated(writer)
            .orElseThrow(
                () ->
                    new SerializationException(
                        "a record of %s has schema id %d, a %s, and there is no generated class of that name: read it with specific.avro.reader=false"
                            .formatted(topic, id, writer.getFullName())));
    SpecificData data = SpecificData.getForClass(type);
    return new SpecificDatumReader<>(writer, data.getSchema(type), data);
  }

  /** A class that merely has the name, or that Avro does not trust, is no generated class. */
  private static Optional<Class<?>> generated(Schema writer) {
    try {
      return Optional.<Class<?>>ofNullable(SpecificData.get().getClass(writer))
          .filter(SpecificRecord.class::isAssignableFrom);
    } catch (SecurityException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (client != null) client.close();
  }
}
