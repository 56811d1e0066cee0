package io.hone.schemas.reading;

import io.hone.event.DeadLetter;
import io.hone.event.RecordHeader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Makes dead letters: position, reason and the original bytes of a record. Pure. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * The letter for a record.
   *
   * @param component who could not use it, e.g. {@code worker}
   */
  public static DeadLetter of(
      ConsumerRecord<byte[], byte[]> record,
      Reading.Dead<?> why,
      String component,
      Instant failedAt) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new RecordHeader(header.key(), bytes(header.value())));
    }
    return DeadLetter.newBuilder()
        .setTopic(record.topic())
        .setPartition(record.partition())
        .setOffset(record.offset())
        .setTimestamp(Instant.ofEpochMilli(record.timestamp()))
        .setKey(bytes(record.key()))
        .setValue(bytes(record.value()))
        .setHeaders(headers)
        .setReason(why.reason())
        .setDetail(why.detail())
        .setComponent(component)
        .setFailedAt(failedAt)
        .build();
  }

  private static @Nullable ByteBuffer bytes(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
