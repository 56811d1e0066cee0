package io.hone.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry answered with an error, or not at all. The message is one sentence and holds no
 * secret.
 */
public final class RegistryException extends SerializationException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int errorCode;

  RegistryException(int status, int errorCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.errorCode = errorCode;
  }

  /** The HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** Confluent's error code, e.g. 40403 for an unknown schema; 0 when there was none. */
  public int errorCode() {
    return errorCode;
  }

  /** Whether waiting may help: no answer, 408, 429 or 5xx. */
  public boolean retriable() {
    return status == 0 || status == 408 || status == 429 || status >= 500;
  }
}
