package io.hone.app.loop;

/** A part of a loop has ended unasked; the message says which and why. */
public final class LoopStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LoopStoppedException(String reason) {
    super(reason);
  }
}
