package io.hone.app.cli;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Starts what needs a cluster, and tries again while none answers: brokers and their clients often
 * start together, in any order.
 *
 * @param most from the first try to the beginning of the last
 * @param nanos the time that passes; every try takes some, because it waits for an answer
 * @param says told once, in one sentence, that it tries again
 */
record ClusterPatience(Duration most, LongSupplier nanos, Consumer<String> says) {
  /**
   * What the first try that gets an answer gives.
   *
   * @throws TimeoutException of the last try, if none does
   */
  <T> T start(Supplier<T> start) {
    long began = nanos.getAsLong();
    boolean told = false;
    while (true) {
      try {
        return start.get();
      } catch (TimeoutException e) {
        if (nanos.getAsLong() - began >= most.toNanos()) throw e;
        if (!told) says.accept(e.getMessage() + ". Trying again for " + most.toSeconds() + " s.");
        told = true;
      }
    }
  }
}
