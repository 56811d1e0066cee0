package io.hone.schemas.serde;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Confluent's wire format: byte 0, the schema id as four bytes big-endian, then Avro binary. */
final class WireFormat {
  static final byte MAGIC = 0;
  static final int PREFIX = 1 + Integer.BYTES;

  private WireFormat() {}

  static byte[] prefix(int schemaId) {
    return ByteBuffer.allocate(PREFIX).put(MAGIC).putInt(schemaId).array();
  }

  /**
   * The schema id.
   *
   * @throws SerializationException if the bytes do not begin as the format demands
   */
  static int schemaId(String topic, byte[] data) {
    if (data.length < PREFIX) {
      throw new SerializationException(
          "a record of %s has %d bytes, too few for Confluent's wire format: its writer did not use an Avro serializer with a registry"
              .formatted(topic, data.length));
    }
    if (data[0] != MAGIC) {
      throw new SerializationException(
          "a record of %s begins with byte %d instead of 0: its writer did not use Confluent's wire format"
              .formatted(topic, data[0]));
    }
    return ByteBuffer.wrap(data, 1, Integer.BYTES).getInt();
  }
}
