package io.hone.consumers.inference;

import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link StageCounts}. */
final class StageTally {
  private final LongAdder answered = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder known = new LongAdder();
  private final LongAdder deadLettered = new LongAdder();
  private final LongAdder latency = new LongAdder();
  private final LongAdder queued = new LongAdder();
  private final LongAdder promptTokens = new LongAdder();
  private final LongAdder completionTokens = new LongAdder();
  private final Map<CallErrorKind, LongAdder> failed = new EnumMap<>(CallErrorKind.class);

  StageTally() {
    for (CallErrorKind kind : CallErrorKind.values()) failed.put(kind, new LongAdder());
  }

  void attempt() {
    attempts.increment();
  }

  void known() {
    known.increment();
  }

  void deadLettered() {
    deadLettered.increment();
  }

  void written(Completion completion) {
    promptTokens.add(completion.getTokens().getPrompt());
    completionTokens.add(completion.getTokens().getCompletion());
    if (completion.getError() == null) {
      answered.increment();
      samples.add(completion.getSamples().size());
      latency.add(completion.getLatency());
      queued.add(completion.getQueued());
    } else {
      LongAdder count = failed.get(completion.getError().getKind());
      if (count != null) count.increment();
    }
  }

  StageCounts counts() {
    Map<CallErrorKind, Long> kinds = new EnumMap<>(CallErrorKind.class);
    failed.forEach(
        (kind, count) -> {
          if (count.sum() > 0) kinds.put(kind, count.sum());
        });
    return new StageCounts(
        answered.sum(),
        samples.sum(),
        kinds,
        attempts.sum(),
        known.sum(),
        deadLettered.sum(),
        new StageCounts.Cost(
            latency.sum(), queued.sum(), promptTokens.sum(), completionTokens.sum()));
  }
}
