package io.hone.models;

import reactor.core.publisher.Mono;

/**
 * A language model that answers requests, many at a time.
 *
 * <p>Nothing happens before subscription. Cancelling the subscription frees what the request holds
 * (its slots in the batch, its connection). Every error is a {@link ModelException}, whose kind
 * says whether asking again can help. {@link #capacity()} is what a caller should keep in flight at
 * most; requests beyond the room that an implementation has for waiting ones fail as transient
 * instead of piling up in memory.
 *
 * <p>Safe for use by many threads. Results arrive on a thread that may be used for computation and
 * must not be blocked.
 */
public interface LanguageModel extends AutoCloseable {

  /**
   * Answers one request: {@code sampling.samples()} samples of one prompt.
   *
   * @return the generation, by the version that the request names from its first to its last token
   */
  Mono<Generation> generate(GenerationRequest request);

  /** How many samples this model works on at a time. */
  int capacity();

  /** Ends what is running with a transient error and frees memory and connections; idempotent. */
  @Override
  void close();
}
