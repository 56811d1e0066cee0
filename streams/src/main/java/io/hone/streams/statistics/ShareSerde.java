package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A partition's share of a window between the two steps and in stores: Avro's encoding of single
 * objects. No registry needs to know of topics that only this topology reads.
 */
final class ShareSerde {
  private ShareSerde() {}

  static Serde<WindowedStatistics> create() {
    Serializer<WindowedStatistics> writer = (topic, share) -> write(share);
    Deserializer<WindowedStatistics> reader = (topic, bytes) -> read(bytes);
    return Serdes.serdeFrom(writer, reader);
  }

  private static byte[] write(WindowedStatistics share) {
    try {
      ByteBuffer buffer = share.toByteBuffer();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  private static WindowedStatistics read(byte[] bytes) {
    try {
      return WindowedStatistics.fromByteBuffer(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new SerializationException("A share of a window cannot be read.", e);
    }
  }
}
