package io.hone.streams.episode;

import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import java.time.Duration;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records, and tells those that nobody will ever read from those that cannot be read now: a
 * registry that is down is waited for, for a while here and then by Streams, which begins again at
 * the last commit.
 */
final class Decoder {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RecordReader reader;

  /** A record that will never be read. */
  static final class Undecodable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reading.Dead<?> why;

    Undecodable(Reading.Dead<?> why) {
      super(why.detail());
      this.why = why;
    }

    Reading.Dead<?> why() {
      return why;
    }
  }

  Decoder(Deserializer<Object> deserializer) {
    this.reader = new RecordReader(deserializer);
  }

  /**
   * @throws Undecodable if the bytes are no record of this type
   * @throws SerializationException if the registry does not help for longer than 30 s
   */
  <T> T read(String topic, Headers headers, byte @Nullable [] bytes, Class<T> type)
      throws Undecodable {
    long giveUp = System.nanoTime() + LONGEST.toNanos();
    for (long pause = 100; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        switch (reader.read(topic, headers, bytes, type)) {
          case Reading.Event<T> event -> {
            return event.value();
          }
          case Reading.Dead<T> dead -> throw new Undecodable(dead);
        }
      } catch (SerializationException e) {
        if (System.nanoTime() > giveUp) throw e;
        pause(pause, e);
      }
    }
  }

  private static void pause(long millis, SerializationException failed) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed;
    }
  }
}
