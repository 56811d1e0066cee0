package io.hone.consumers.inference;

import io.hone.event.Call;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * From a call to its completion: waits for the version and for a slot, asks the model, tries
 * transient failures again. Every way that it can go ends in a completion, never in an error.
 */
final class ModelCalls {
  private static final Duration LOOK = Duration.ofMillis(250);

  private final WorkerSettings settings;
  private final ModelRouter models;
  private final Slots slots;
  private final Scheduler time;

  ModelCalls(WorkerSettings settings, ModelRouter models, Slots slots, Scheduler time) {
    this.settings = settings;
    this.models = models;
    this.slots = slots;
    this.time = time;
  }

  private record Failure(CallErrorKind kind, String message, Optional<Duration> retryAfter) {}

  /** One call on its way. */
  private final class Work {
    private final Call call;
    private final int rank;
    private final StageTally tally;
    private final Instant from = now();

    Work(Call call, int rank, StageTally tally) {
      this.call = call;
      this.rank = rank;
      this.tally = tally;
    }

    Mono<Completion> run() {
      GenerationRequest request;
      try {
        request = Requests.of(call);
      } catch (ModelException e) {
        return Mono.just(failed(failure(e)));
      }
      return model()
          .flatMap(model -> attempt(model, request, 1))
          .switchIfEmpty(Mono.fromSupplier(() -> failed(noSuchModel())));
    }

    /** Empty once the patience is over. */
    private Mono<LanguageModel> model() {
      return Mono.defer(
          () -> {
            Optional<LanguageModel> found = models.find(call.getModel());
            if (found.isPresent()) return Mono.just(found.get());
            if (since().compareTo(settings.versionPatience()) >= 0) return Mono.empty();
            return Mono.delay(LOOK, time).then(model());
          });
    }

    private Mono<Completion> attempt(LanguageModel model, GenerationRequest request, int number) {
      return slots
          .take(rank)
          .flatMap(slot -> generate(model, request).doFinally(signal -> slot.release()))
          .map(this::completion)
          .onErrorResume(e -> afterFailure(failure(e), model, request, number));
    }

    private Mono<Generation> generate(LanguageModel model, GenerationRequest request) {
      return Mono.defer(
              () -> {
                tally.attempt();
                CompletableFuture<@Nullable Generation> answer = model.generate(request).toFuture();
                Mono<Generation> here = Mono.fromFuture(answer);
                // A clock for an answer that is there already costs more than taking it.
                return answer.isDone() ? here : here.timeout(settings.callLimit(), time);
              })
          .switchIfEmpty(Mono.error(() -> ModelException.permanent("The model said nothing.")));
    }

    private Completion completion(Generation answer) {
      int asked = call.getSampling().getSamples();
      if (answer.samples().size() != asked) {
        return failed(
            new Failure(
                CallErrorKind.PERMANENT,
                "The model gave %d samples where %d were asked."
                    .formatted(answer.samples().size(), asked),
                Optional.empty()));
      }
      return Facts.answered(call, answer, settings.name(), new Facts.Span(from, now()));
    }

    private Mono<Completion> afterFailure(
        Failure failure, LanguageModel model, GenerationRequest request, int number) {
      if (failure.kind() != CallErrorKind.TRANSIENT) return Mono.just(failed(failure));
      double draw = ThreadLocalRandom.current().nextDouble();
      return settings
          .retries()
          .next(number, failure.retryAfter(), since(), draw)
          .map(
              wait ->
                  Mono.delay(wait, time)
                      .then(Mono.defer(() -> attempt(model, request, number + 1))))
          .orElseGet(() -> Mono.just(failed(failure)));
    }

    private Completion failed(Failure failure) {
      return Facts.failed(
          call, failure.kind(), failure.message(), settings.name(), new Facts.Span(from, now()));
    }

    private Failure noSuchModel() {
      return new Failure(
          CallErrorKind.NO_SUCH_MODEL,
          "No model of this worker holds %s in version %s, after waiting for %s: load it, or raise the patience with unknown versions."
              .formatted(
                  call.getModel().getName(),
                  call.getModel().getVersion(),
                  settings.versionPatience()),
          Optional.empty());
    }

    private Duration since() {
      return Duration.between(from, now());
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(time.now(java.util.concurrent.TimeUnit.MILLISECONDS));
  }

  private Failure failure(Throwable e) {
    if (e instanceof ModelException m) {
      CallErrorKind kind =
          switch (m.kind()) {
            case TRANSIENT -> CallErrorKind.TRANSIENT;
            case PERMANENT -> CallErrorKind.PERMANENT;
            case TOO_LONG -> CallErrorKind.TOO_LONG;
          };
      return new Failure(kind, String.valueOf(m.getMessage()), m.retryAfter());
    }
    if (e instanceof TimeoutException) {
      return new Failure(
          CallErrorKind.TIMEOUT,
          "The model did not answer within " + settings.callLimit() + ".",
          Optional.empty());
    }
    // Its message may hold anything, a prompt too.
    return new Failure(
        CallErrorKind.PERMANENT,
        "The model failed with a " + e.getClass().getName() + ", which no model should.",
        Optional.empty());
  }

  /** Asks, when subscribed to. */
  Mono<Completion> complete(Call call, int rank, StageTally tally) {
    return Mono.defer(() -> new Work(call, rank, tally).run());
  }

  /** A completion that says that the call was given up, without asking. */
  Completion failed(Call call, CallErrorKind kind, String message) {
    Instant now = now();
    return Facts.failed(call, kind, message, settings.name(), new Facts.Span(now, now));
  }
}
