package io.hone.app.measure;

import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Asks one version of a model many things and waits for all of them. The n-th of what is asked
 * draws from a random stream of the seed and n alone, so that every version draws alike.
 */
public final class Interview {
  private static final long STRIDE = 1_000_003;
  private static final int RETRIES = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LanguageModel model;
  private final String version;

  public Interview(LanguageModel model, String version) {
    this.model = model;
    this.version = version;
  }

  /**
   * Asks, and blocks until everything is answered; an interrupt ends it.
   *
   * @return the samples of each prompt, in order; none for a prompt that does not fit into the
   *     model's context
   * @throws ModelException transient if the model still fails after some attempts, permanent if it
   *     cannot answer
   */
  public List<List<Generation.Sample>> ask(List<Prompt> prompts, Sampling sampling) {
    int inFlight = Math.max(1, model.capacity() / sampling.samples());
    return Flux.range(0, prompts.size())
        .flatMapSequential(
            i ->
                answer(
                    new GenerationRequest(
                        version, prompts.get(i), sampling.withSeed(sampling.seed() * STRIDE + i))),
            inFlight)
        .collectList()
        .blockOptional()
        .orElseThrow();
  }

  private Mono<List<Generation.Sample>> answer(GenerationRequest request) {
    return model
        .generate(request)
        .map(Generation::samples)
        .retryWhen(
            Retry.backoff(RETRIES, PAUSE)
                .filter(failure -> isOf(failure, ModelException.Kind.TRANSIENT))
                .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
        .onErrorResume(
            failure -> isOf(failure, ModelException.Kind.TOO_LONG),
            failure -> Mono.just(List.of()));
  }

  private static boolean isOf(Throwable failure, ModelException.Kind kind) {
    return failure instanceof ModelException refused && refused.kind() == kind;
  }
}
