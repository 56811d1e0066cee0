package io.hone.models;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model could not answer. The message is one sentence with the value, the place and the remedy;
 * it never holds a prompt's or a response's text, nor a secret.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What asking again would bring. */
  public enum Kind {
    /** Overload, a lost connection, a closing model: the same request may succeed later. */
    TRANSIENT,
    /** The request or the model's files are wrong: it will fail again. */
    PERMANENT,
    /** Prompt and answer do not fit the model's context: it will fail again unless shortened. */
    TOO_LONG
  }

  private final Kind kind;
  private final transient @Nullable Duration retryAfter;

  private ModelException(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public static ModelException transientFailure(String message, @Nullable Throwable cause) {
    return new ModelException(Kind.TRANSIENT, message, cause, null);
  }

  /** A transient failure of a server that said when to come back. */
  public static ModelException retryAfter(Duration wait, String message) {
    return new ModelException(Kind.TRANSIENT, message, null, wait);
  }

  public static ModelException permanent(String message) {
    return new ModelException(Kind.PERMANENT, message, null, null);
  }

  public static ModelException permanent(String message, @Nullable Throwable cause) {
    return new ModelException(Kind.PERMANENT, message, cause, null);
  }

  public static ModelException tooLong(String message) {
    return new ModelException(Kind.TOO_LONG, message, null, null);
  }

  public Kind kind() {
    return kind;
  }

  /** How long a server asked to wait, if it did. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
