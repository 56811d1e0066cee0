package io.hone.app.registry;

/** Another registry writes the records now. The message is a sentence for the user. */
final class SupersededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SupersededException(String message) {
    super(message);
  }
}
