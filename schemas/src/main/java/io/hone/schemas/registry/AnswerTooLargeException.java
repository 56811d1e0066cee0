package io.hone.schemas.registry;

import java.io.IOException;

/** An answer larger than any registry gives. */
final class AnswerTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLargeException(int limit) {
    super("the answer is larger than %d MiB".formatted(limit >> 20));
  }
}
