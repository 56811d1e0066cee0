package io.hone.consumers.calls;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A record that has been begun; with its work once that has been handed out. */
final class Running {
  private final ConsumerRecord<byte[], byte[]> record;
  private @Nullable Disposable work;

  Running(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  void work(Disposable value) {
    work = value;
  }

  void cancel() {
    if (work != null) work.dispose();
  }
}
