package io.hone.streams.statistics;

import java.time.Duration;

/** When the processors of this process last had something to do. For any number of threads. */
final class Pulse {
  private volatile long last = System.nanoTime();

  void beat() {
    last = System.nanoTime();
  }

  /** How long nothing has been done. */
  Duration quiet() {
    return Duration.ofNanos(System.nanoTime() - last);
  }
}
