package io.hone.schemas.reading;

import io.hone.event.DeadLetterReason;
import io.hone.schemas.registry.RegistryException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.avro.generic.GenericContainer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells events from records that are none, and both from a registry that does not help now.
 *
 * <p>A record is dead if its bytes are no record of its schema, if the registry does not know the
 * schema's id, or if what the registry has under that id is no Avro schema. Every other failure of
 * a registry is about the registry: it is down, refuses the credentials, cannot be trusted, or is
 * some other server. Someone will correct that, and the record waits; a dead letter for it would
 * bury a whole topic.
 *
 * <p>May block for the registry. Safe for many threads if the deserializer is.
 */
public final class RecordReader {
  private final Deserializer<Object> deserializer;

  /** Once the registry has given one schema, an unusable answer is about the record. */
  private volatile boolean proven;

  /** The deserializer stays the caller's. */
  public RecordReader(Deserializer<Object> deserializer) {
    this.deserializer = deserializer;
  }

  /**
   * Reads one record.
   *
   * @throws SerializationException if the registry does not answer, or not as a registry does:
   *     wait, and read the record again
   * @throws InterruptException if the thread is interrupted while it asks the registry
   */
  public <T> Reading<T> read(
      String topic, Headers headers, byte @Nullable [] bytes, Class<T> wanted) {
    if (bytes == null) {
      return new Reading.Dead<>(DeadLetterReason.INVALID, "The record has no value.");
    }
    try {
      Object value = deserializer.deserialize(topic, headers, bytes);
      proven = true;
      return wanted.isInstance(value)
          ? new Reading.Event<>(wanted.cast(value))
          : new Reading.Dead<>(
              DeadLetterReason.INVALID,
              "The record is a %s and no %s.".formatted(name(value), wanted.getSimpleName()));
    } catch (RegistryException e) {
      if (waits(e)) throw e;
      return new Reading.Dead<>(DeadLetterReason.UNKNOWN_SCHEMA, sentence(e));
    } catch (SerializationException e) {
      if (unreachable(e)) throw e;
      return new Reading.Dead<>(DeadLetterReason.UNDECODABLE, sentence(e));
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Reading.Dead<>(DeadLetterReason.UNDECODABLE, sentence(e));
    }
  }

  private boolean waits(RegistryException e) {
    return switch (e.kind()) {
      case UNKNOWN -> false;
      case UNREADABLE -> !proven;
      case UNAVAILABLE, NOT_AUTHORISED, UNTRUSTED, INCOMPATIBLE, REFUSED -> true;
    };
  }

  /** Confluent's own deserializer tells a lost registry by its cause. */
  private static boolean unreachable(Throwable e) {
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SocketException
          || at instanceof SocketTimeoutException
          || at instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static String name(Object value) {
    return value instanceof GenericContainer avro
        ? avro.getSchema().getFullName()
        : value.getClass().getName();
  }

  private static String sentence(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
