package io.hone.consumers.calls;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which failures of Kafka end a source, and which are waited out. */
final class Ending {
  /** Between two attempts at a broker that refuses. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private Ending() {}

  /**
   * Waits for a pause, for a failure that passes or that someone corrects elsewhere.
   *
   * @throws KafkaException that very failure, if no waiting helps
   */
  static void waitOut(String group, KafkaException e) {
    if (!passes(e)) throw e;
    LOG.atWarn()
        .addKeyValue("group", group)
        .addKeyValue("reason", e.getMessage())
        .log("the broker refuses; calls wait for it");
    pause();
  }

  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  /** Says that the source cannot go on. */
  static void report(String group, RuntimeException e) {
    LOG.atError()
        .addKeyValue("group", group)
        .setCause(e)
        .log("calls are no longer taken: correct the cause and start the worker again");
  }

  static boolean passes(KafkaException e) {
    if (e instanceof UnsupportedVersionException) return false;
    return e instanceof RetriableException
        || e instanceof AuthenticationException
        || e instanceof AuthorizationException
        || e instanceof ApiException;
  }
}
