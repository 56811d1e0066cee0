package io.hone.consumers.calls;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SlidingWindowSourceTest extends CallSourceContract {
  @Override
  SourceKind kind() {
    return SourceKind.SLIDING_WINDOW;
  }
}
