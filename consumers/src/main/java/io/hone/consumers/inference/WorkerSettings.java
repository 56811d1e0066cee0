package io.hone.consumers.inference;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.calls.SourceSettings;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.time.Duration;
import java.util.List;

/**
 * How a worker works.
 *
 * @param namespace the run whose calls it takes
 * @param name of this worker, in its completions
 * @param source how it takes calls
 * @param slots calls at the model at a time
 * @param callLimit how long one attempt at the model may take; then the call has failed as TIMEOUT
 * @param retries what happens after a transient failure of the model
 * @param versionPatience how long a call waits for a version that no model holds, before it has
 *     failed as NO_SUCH_MODEL; zero fails it at once
 * @param grace how long a stop waits for what is in flight
 */
public record WorkerSettings(
    Namespace namespace,
    String name,
    SourceSettings source,
    int slots,
    Duration callLimit,
    RetryRule retries,
    Duration versionPatience,
    Duration grace) {

  /** The work topics, what is served first in front: what has begun is finished first. */
  public static final List<Topic> STAGES =
      List.of(Topic.CALLS_META_JUDGE, Topic.CALLS_JUDGE, Topic.CALLS_ACTOR);

  private static final Duration CALL_LIMIT = Duration.ofMinutes(4);
  private static final Duration VERSION_PATIENCE = Duration.ofMinutes(1);
  private static final RetryRule RETRIES =
      new RetryRule(4, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(2));

  /** Of a broker that nobody has told otherwise. */
  private static final Duration LEAST_LOCK = Duration.ofSeconds(15);

  public WorkerSettings {
    if (slots < 1 || slots > 2_000) {
      throw new IllegalArgumentException("Worker: slots is " + slots + "; it must be 1 to 2000.");
    }
    requireTime("call limit", callLimit, Duration.ofMillis(1));
    requireTime("patience with an unknown version", versionPatience, Duration.ZERO);
    requireTime("grace", grace, Duration.ZERO);
    Duration held =
        callLimit.plus(retries.window()).plus(versionPatience).plus(patience(source.lock()));
    if (source.kind() == SourceKind.SHARE_GROUP && held.compareTo(source.lock()) > 0) {
      throw new IllegalArgumentException(
          "Worker: a call may be held for "
              + held
              + " (call limit, window of retries, patience with an unknown version, and a fifth of"
              + " the lock for the wait for a slot), but the lock is "
              + source.lock()
              + ": lengthen the lock, or shorten one of those.");
    }
  }

  /** Work that waits this long for a slot goes before all stages. */
  static Duration patience(Duration lock) {
    return lock.dividedBy(5);
  }

  private static void requireTime(String what, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException(
          "Worker: " + what + " is " + value + "; it must be of " + least + " to 365 days.");
    }
  }

  /**
   * Four minutes for an attempt, four attempts within two minutes, a minute for an unknown version
   * and 30 s of grace. A share group has as many consumers of each stage as slots; a sliding window
   * holds half as many calls again as slots, so that a slot is filled while another call's result
   * is being written.
   */
  public static WorkerSettings of(Namespace namespace, SourceKind kind, int slots) {
    List<String> topics = STAGES.stream().map(namespace::topic).toList();
    SourceSettings source =
        SourceSettings.of(kind, namespace.topic(Topic.COMPLETIONS) + ".workers", topics)
            .withConsumers(Math.min(slots, 100))
            .withWindow(Math.min(slots + slots / 2 + 16, 2_000));
    return new WorkerSettings(
            namespace,
            "worker-" + ProcessHandle.current().pid(),
            source,
            slots,
            CALL_LIMIT,
            RETRIES,
            VERSION_PATIENCE,
            Duration.ofSeconds(30))
        .withTimes(CALL_LIMIT, RETRIES.window(), VERSION_PATIENCE);
  }

  /**
   * With these times, and with the shortest lock that they allow: a record whose lock nobody lets
   * go may hold up its stage for as long.
   *
   * @param limit of one attempt at the model
   * @param retryWindow how long after its delivery a call may be tried again
   * @param patience with an unknown version
   */
  public WorkerSettings withTimes(Duration limit, Duration retryWindow, Duration patience) {
    Duration held = limit.plus(retryWindow).plus(patience);
    Duration lock = held.plus(held.dividedBy(4)).plusMillis(1); // a fifth of it is for the slot
    return new WorkerSettings(
        namespace,
        name,
        source.withLock(lock.compareTo(LEAST_LOCK) < 0 ? LEAST_LOCK : lock),
        slots,
        limit,
        retries.within(retryWindow),
        patience,
        grace);
  }

  public WorkerSettings withName(String value) {
    return new WorkerSettings(
        namespace, value, source, slots, callLimit, retries, versionPatience, grace);
  }

  public WorkerSettings withSource(SourceSettings value) {
    return new WorkerSettings(
        namespace, name, value, slots, callLimit, retries, versionPatience, grace);
  }

  public WorkerSettings withRetries(RetryRule value) {
    return new WorkerSettings(
        namespace, name, source, slots, callLimit, value, versionPatience, grace);
  }

  public WorkerSettings withGrace(Duration value) {
    return new WorkerSettings(
        namespace, name, source, slots, callLimit, retries, versionPatience, value);
  }
}
