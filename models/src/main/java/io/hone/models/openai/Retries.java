package io.hone.models.openai;

import io.hone.models.ModelException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Makes attempts until one succeeds, fails for good, or there were enough. */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final RetryPolicy policy;
  private final DoubleSupplier jitter;

  /**
   * @param jitter numbers in [0, 1), asked by many threads
   */
  Retries(RetryPolicy policy, DoubleSupplier jitter) {
    this.policy = policy;
    this.jitter = jitter;
  }

  /**
   * Subscribes to the attempt as often as the policy allows.
   *
   * @param attempt fails with {@link AttemptFailure}
   * @return fails with what the last failure has for the caller
   */
  <T> Mono<T> run(Mono<T> attempt) {
    return from(attempt, 0);
  }

  private <T> Mono<T> from(Mono<T> attempt, int retriesMade) {
    return attempt.onErrorResume(
        AttemptFailure.class, failure -> afterFailure(attempt, retriesMade, failure));
  }

  private <T> Mono<T> afterFailure(Mono<T> attempt, int retriesMade, AttemptFailure failure) {
    ModelException toCaller = failure.toCaller();
    Duration asked = toCaller.retryAfter().orElse(Duration.ZERO);
    if (!failure.again()
        || retriesMade >= policy.retries()
        || asked.compareTo(policy.longestAsked()) > 0) {
      return Mono.error(toCaller);
    }
    Duration wait = waitBefore(retriesMade, toCaller.retryAfter());
    LOG.info(
        "retry attempt={} wait_ms={} reason=\"{}\"",
        retriesMade + 2,
        wait.toMillis(),
        toCaller.getMessage());
    return Mono.delay(wait).then(Mono.defer(() -> from(attempt, retriesMade + 1)));
  }

  /** Half to all of the doubled wait; what the server asked plus up to a tenth, if that is more. */
  private Duration waitBefore(int retriesMade, Optional<Duration> asked) {
    double chance = jitter.getAsDouble();
    double doubled = policy.first().toNanos() * Math.pow(2, Math.min(retriesMade, 40));
    double bounded = Math.min(doubled, (double) policy.longest().toNanos());
    double backoff = bounded * (0.5 + 0.5 * chance);
    double wished = asked.map(Duration::toNanos).orElse(0L) * (1 + 0.1 * chance);
    return Duration.ofNanos(Math.round(Math.max(backoff, wished)));
  }

  /** One attempt failed: what the caller would learn, and whether another attempt makes sense. */
  static final class AttemptFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ModelException toCaller;
    private final boolean again;

    private AttemptFailure(ModelException toCaller, boolean again) {
      super(toCaller.getMessage(), toCaller, false, false);
      this.toCaller = toCaller;
      this.again = again;
    }

    static AttemptFailure again(ModelException toCaller) {
      return new AttemptFailure(toCaller, true);
    }

    static AttemptFailure last(ModelException toCaller) {
      return new AttemptFailure(toCaller, false);
    }

    ModelException toCaller() {
      return toCaller;
    }

    boolean again() {
      return again;
    }
  }
}
