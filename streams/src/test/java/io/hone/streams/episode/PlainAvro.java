package io.hone.streams.episode;

import io.hone.schemas.catalog.Contracts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** The contracts as bytes without a registry: a class name and Avro's binary encoding. */
public final class PlainAvro implements Serializer<Object>, Deserializer<Object> {
  static {
    Contracts.trust();
  }

  private final Map<String, SpecificDatumReader<Object>> readers = new ConcurrentHashMap<>();

  @Override
  public void configure(Map<String, ?> configuration, boolean isKey) {}

  @Override
  public byte[] serialize(String topic, Object value) {
    SpecificRecord record = (SpecificRecord) value;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(record.getSchema().getFullName());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      SpecificData data = SpecificData.getForClass(record.getClass());
      new SpecificDatumWriter<>(record.getSchema(), data).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object deserialize(String topic, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      SpecificDatumReader<Object> reader = readers.computeIfAbsent(in.readUTF(), PlainAvro::reader);
      return reader.read(null, DecoderFactory.get().directBinaryDecoder(in, null));
    } catch (IOException | RuntimeException e) {
      throw new SerializationException("corrupt", e);
    }
  }

  private static SpecificDatumReader<Object> reader(String name) {
    try {
      Class<?> type = Class.forName(name);
      SpecificData data = SpecificData.getForClass(type);
      return new SpecificDatumReader<>(data.getSchema(type), data.getSchema(type), data);
    } catch (ClassNotFoundException e) {
      throw new SerializationException("unknown", e);
    }
  }

  @Override
  public void close() {
    readers.clear();
  }
}
