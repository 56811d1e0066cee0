package io.hone.app.registry;

/** The registry's records cannot be read or written now. */
final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
