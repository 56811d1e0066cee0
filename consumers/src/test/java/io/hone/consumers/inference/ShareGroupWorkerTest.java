package io.hone.consumers.inference;

import io.hone.consumers.calls.SourceKind;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class ShareGroupWorkerTest extends InferenceWorkerContract {
  @Override
  SourceKind kind() {
    return SourceKind.SHARE_GROUP;
  }
}
