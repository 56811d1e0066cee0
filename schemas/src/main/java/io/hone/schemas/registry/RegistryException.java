package io.hone.schemas.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The registry answered with an error, or not at all. The message is one sentence and holds no
 * secret.
 */
public final class RegistryException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, and with it what to do. */
  public enum Kind {
    /** No answer, 408, 429 or 5xx: wait, and ask again. */
    UNAVAILABLE,
    /** 401 or 403: correct the credentials or the rights. */
    NOT_AUTHORISED,
    /** The certificate is not trusted, or the registry does not speak TLS as configured. */
    UNTRUSTED,
    /** The registry has no such id, subject, version or schema. */
    UNKNOWN,
    /** 409: the subject's compatibility level forbids the schema. */
    INCOMPATIBLE,
    /** Any other refusal: the request or the address is wrong. */
    REFUSED,
    /** The answer is not what a registry answers, or holds no Avro schema. */
    UNREADABLE
  }

  private final Kind kind;
  private final int status;
  private final int errorCode;

  RegistryException(
      Kind kind, int status, int errorCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.status = status;
    this.errorCode = errorCode;
  }

  /** The same failure for one more caller, with that caller's stack. */
  RegistryException again() {
    return new RegistryException(kind, status, errorCode, String.valueOf(getMessage()), this);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** Confluent's error code, e.g. 40403 for an unknown schema; 0 when there was none. */
  public int errorCode() {
    return errorCode;
  }

  /** Whether waiting may help. Everything else is permanent until someone corrects it. */
  public boolean retriable() {
    return kind == Kind.UNAVAILABLE;
  }
}
