package io.hone.consumers.calls;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link SourceCounts}. */
final class Tally {
  private final LongAdder delivered = new LongAdder();
  private final LongAdder redelivered = new LongAdder();
  private final LongAdder settled = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder givenBack = new LongAdder();
  private final LongAdder refused = new LongAdder();

  void delivered(Delivery delivery) {
    delivered.increment();
    if (delivery.attempt() > 1) redelivered.increment();
  }

  void acknowledged() {
    settled.increment();
    acknowledged.increment();
  }

  void givenBack() {
    settled.increment();
    givenBack.increment();
  }

  /** Ended here, with nothing said to the broker. */
  void dropped() {
    settled.increment();
  }

  void refused(int count) {
    refused.add(count);
  }

  SourceCounts counts() {
    long ended = settled.sum();
    return new SourceCounts(
        Math.max(0, delivered.sum() - ended),
        delivered.sum(),
        redelivered.sum(),
        acknowledged.sum(),
        givenBack.sum(),
        refused.sum());
  }
}
