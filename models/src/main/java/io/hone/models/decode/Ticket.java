package io.hone.models.decode;

import io.hone.models.Generation.FinishReason;
import io.hone.models.Sampling;
import io.hone.models.text.GeneratedText;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * One request on its way through the decoder. Made by the caller's thread, then the decode thread's
 * own, except for {@link #cancel()}.
 */
final class Ticket {
  private final Version version;
  private final int[] prompt;
  private final Sampling sampling;
  private final int mostTokens;
  private final List<Integer> endTokens;
  private final MonoSink<Drawn[]> sink;
  private final Drawn[] results;
  private int started;
  private int ended;
  private volatile boolean cancelled;

  /** The tokens of one sample. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Drawn(int[] tokens, double[] scores, FinishReason reason, @Nullable GeneratedText text) {}

  Ticket(
      Version version,
      int[] prompt,
      Sampling sampling,
      int context,
      List<Integer> endTokens,
      MonoSink<Drawn[]> sink) {
    this.version = version;
    this.prompt = prompt;
    this.sampling = sampling;
    // The last token drawn is never taken in, so it needs no position.
    this.mostTokens = Math.min(sampling.maxTokens(), context - prompt.length + 1);
    this.endTokens = endTokens;
    this.sink = sink;
    this.results = new Drawn[sampling.samples()];
  }

  Version version() {
    return version;
  }

  int[] prompt() {
    return prompt;
  }

  Sampling sampling() {
    return sampling;
  }

  int mostTokens() {
    return mostTokens;
  }

  /** Positions that a sample of this request may take up. */
  int positions() {
    return prompt.length + mostTokens - 1;
  }

  boolean ends(int token) {
    return endTokens.contains(token);
  }

  /** The index of the next sample to start. */
  int start() {
    return started++;
  }

  boolean allStarted() {
    return started == results.length;
  }

  int toStart() {
    return results.length - started;
  }

  /** Whether no sample of it runs. */
  boolean idle() {
    return started == ended;
  }

  /** Takes a sample's result; true if it was the last, which answers the request. */
  boolean end(Sequence sequence) {
    results[sequence.index()] = sequence.result();
    ended++;
    if (ended < results.length) {
      return false;
    }
    sink.success(results);
    return true;
  }

  /** A sample of a cancelled request has left. */
  void drop() {
    ended++;
  }

  void fail(RuntimeException error) {
    cancelled = true;
    sink.error(error);
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }
}
