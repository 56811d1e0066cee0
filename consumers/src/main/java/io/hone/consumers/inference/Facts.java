package io.hone.consumers.inference;

import io.hone.event.Call;
import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.Sample;
import io.hone.event.TokenCounts;
import io.hone.models.Generation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a worker writes. Pure. */
final class Facts {
  private static final int LONGEST_SENTENCE = 1_000;

  private Facts() {}

  /** When the work on a call was begun and when it ended. */
  record Span(Instant from, Instant to) {}

  static Completion answered(Call call, Generation answer, String worker, Span span) {
    List<Sample> samples = new ArrayList<>();
    for (Generation.Sample sample : answer.samples()) {
      samples.add(
          Sample.newBuilder()
              .setIndex(samples.size())
              .setText(sample.text())
              .setTokenIds(sample.tokenIds())
              .setLogprobs(sample.logProbabilities().stream().map(Double::floatValue).toList())
              .setTokens(sample.tokens())
              .setFinishReason(reason(sample.finishReason()))
              .build());
    }
    return base(call, worker, span)
        .setModel(
            io.hone.event.ModelRef.newBuilder(call.getModel()).setVersion(answer.version()).build())
        .setSamples(samples)
        .setTokens(
            new TokenCounts((long) answer.promptTokens(), (long) answer.generatedTokens(), 0L))
        .build();
  }

  private static FinishReason reason(Generation.FinishReason reason) {
    return switch (reason) {
      case STOP -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
      case FILTERED -> FinishReason.CONTENT_FILTER;
    };
  }

  static Completion failed(
      Call call, CallErrorKind kind, String message, String worker, Span span) {
    return base(call, worker, span)
        .setSamples(List.of())
        .setError(new CallError(kind, sentence(message)))
        .setTokens(new TokenCounts(0L, 0L, 0L))
        .build();
  }

  private static Completion.Builder base(Call call, String worker, Span span) {
    return Completion.newBuilder()
        .setCallId(call.getCallId())
        .setPromptId(call.getPromptId())
        .setLineage(call.getLineage())
        .setStage(call.getStage())
        .setAttempt(call.getAttempt())
        .setModel(call.getModel())
        .setSampling(call.getSampling())
        .setWorker(worker)
        .setQueued(Math.max(0, Duration.between(call.getAskedAt(), span.from()).toMillis()))
        .setLatency(Math.max(0, Duration.between(span.from(), span.to()).toMillis()))
        .setCompletedAt(span.to());
  }

  private static String sentence(String text) {
    return text.length() <= LONGEST_SENTENCE ? text : text.substring(0, LONGEST_SENTENCE) + "…";
  }
}
