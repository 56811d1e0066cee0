package io.hone.app.registry;

import java.io.IOException;

/** The registry cannot start. The message is one sentence for the user and says what to do. */
public final class RegistryStartException extends IOException {
  private static final long serialVersionUID = 1L;

  public RegistryStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
