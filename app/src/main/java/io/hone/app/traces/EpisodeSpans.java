package io.hone.app.traces;

import io.hone.app.records.Spelling;
import io.hone.event.CallError;
import io.hone.event.Candidate;
import io.hone.event.Completion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of a run into spans, one each; pure. The outcome is the root of its episode, all
 * else its children. Names of attributes are OpenTelemetry's semantic conventions for generative AI
 * (1.37, in development), those of Hone's own begin with {@code hone.}. No span holds a text of a
 * prompt, a response or a judgement.
 *
 * @param run the run whose topics are read
 */
record EpisodeSpans(String run) {
  private static final AttributeKey<String> RUN = AttributeKey.stringKey("hone.run");
  private static final AttributeKey<String> PROMPT = AttributeKey.stringKey("hone.prompt");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("hone.status");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("hone.reason");
  private static final AttributeKey<Long> PAIRS = AttributeKey.longKey("hone.pairs");
  private static final AttributeKey<String> CALL = AttributeKey.stringKey("hone.call");
  private static final AttributeKey<String> STAGE = AttributeKey.stringKey("hone.stage");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("hone.attempt");
  private static final AttributeKey<String> WORKER = AttributeKey.stringKey("hone.worker");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("hone.version");
  private static final AttributeKey<String> PAIR = AttributeKey.stringKey("hone.pair");
  private static final AttributeKey<String> CHOSEN = AttributeKey.stringKey("hone.chosen");
  private static final AttributeKey<String> REJECTED = AttributeKey.stringKey("hone.rejected");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("gen_ai.operation.name");
  private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
  private static final AttributeKey<Long> OUTPUT =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  private static final AttributeKey<List<String>> FINISH =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  /** The span of a record; empty for one that is part of no trace. */
  Optional<EpisodeSpan> of(SpecificRecord value) {
    return switch (value) {
      case Prompt prompt -> Optional.of(prompt(prompt));
      case Completion completion -> Optional.of(call(completion));
      case PreferencePair pair -> Optional.of(pair(pair));
      case Outcome outcome -> Optional.of(episode(outcome));
      default -> Optional.empty();
    };
  }

  /** Submitting again is a span of its own: that it happened is recorded, too. */
  private EpisodeSpan prompt(Prompt prompt) {
    long at = millis(prompt.getSubmittedAt());
    String id = SpanIds.span("prompt", prompt.getPromptId(), Long.toString(at));
    return moment(prompt.getPromptId(), id, "prompt", at, Attributes.empty());
  }

  private EpisodeSpan pair(PreferencePair pair) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(PAIR, pair.getPairId());
    attributes.put(VERSION, pair.getPolicy().getVersion());
    attributes.put(CHOSEN, pair.getChosen().getId());
    Candidate rejected = pair.getRejected();
    if (rejected != null) attributes.put(REJECTED, rejected.getId());
    return moment(
        pair.getPromptId(),
        SpanIds.span("pair", pair.getPairId()),
        "pair " + Spelling.of(pair.getKind()),
        millis(pair.getPairedAt()),
        attributes.build());
  }

  /**
   * One for each attempt, and for each worker that answered: a second answer is work that was done,
   * though only the first counts.
   */
  private EpisodeSpan call(Completion completion) {
    long end = millis(completion.getCompletedAt());
    long began = before(end, completion.getLatency());
    CallError error = completion.getError();
    Optional<String> failure =
        error == null ? Optional.empty() : Optional.of(Spelling.of(error.getKind()));
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(OPERATION, "chat");
    attributes.put(MODEL, completion.getModel().getName());
    attributes.put(INPUT, completion.getTokens().getPrompt());
    attributes.put(OUTPUT, completion.getTokens().getCompletion());
    attributes.put(
        FINISH,
        completion.getSamples().stream().map(s -> Spelling.of(s.getFinishReason())).toList());
    attributes.put(VERSION, completion.getModel().getVersion());
    attributes.put(CALL, completion.getCallId());
    attributes.put(STAGE, Spelling.of(completion.getStage()));
    attributes.put(ATTEMPT, (long) completion.getAttempt());
    attributes.put(WORKER, completion.getWorker());
    failure.ifPresent(kind -> attributes.put(ERROR, kind));
    return span(
        completion.getPromptId(),
        callId(completion),
        "call " + Spelling.of(completion.getStage()),
        SpanKind.CLIENT,
        new Times(before(began, completion.getQueued()), end, OptionalLong.of(began)),
        attributes,
        failure);
  }

  private static String callId(Completion completion) {
    return SpanIds.span(
        "call",
        completion.getCallId(),
        Integer.toString(completion.getAttempt()),
        completion.getWorker(),
        Long.toString(completion.getCompletedAt().toEpochMilli()));
  }

  private EpisodeSpan episode(Outcome outcome) {
    long end = millis(outcome.getEndedAt());
    AttributesBuilder attributes = Attributes.builder();
    attributes.put(STATUS, Spelling.of(outcome.getStatus()));
    if (!outcome.getReason().isEmpty()) attributes.put(REASON, outcome.getReason());
    attributes.put(PAIRS, (long) outcome.getPairIds().size());
    attributes.put(VERSION, outcome.getPolicy().getVersion());
    return span(
        outcome.getPromptId(),
        episodeId(outcome.getPromptId()),
        "episode",
        SpanKind.INTERNAL,
        new Times(Math.min(millis(outcome.getAdmittedAt()), end), end, OptionalLong.empty()),
        attributes,
        outcome.getStatus() == OutcomeStatus.DEAD
            ? Optional.of(outcome.getReason())
            : Optional.empty());
  }

  private static String episodeId(String promptId) {
    return SpanIds.span("episode", promptId);
  }

  private EpisodeSpan moment(
      String promptId, String id, String name, long at, Attributes attributes) {
    return span(
        promptId,
        id,
        name,
        SpanKind.INTERNAL,
        new Times(at, at, OptionalLong.empty()),
        attributes.toBuilder(),
        Optional.empty());
  }

  private record Times(long start, long end, OptionalLong began) {}

  private EpisodeSpan span(
      String promptId,
      String id,
      String name,
      SpanKind kind,
      Times times,
      AttributesBuilder attributes,
      Optional<String> error) {
    String episode = episodeId(promptId);
    return new EpisodeSpan(
        SpanIds.trace(run, promptId),
        id,
        Optional.of(episode).filter(parent -> !parent.equals(id)),
        name,
        kind,
        times.start(),
        times.end(),
        times.began(),
        attributes.put(RUN, run).put(PROMPT, promptId).build(),
        error);
  }

  /** Not before 1970, whatever a foreign clock wrote: spans have no such times. */
  private static long millis(Instant at) {
    return Math.max(0, at.toEpochMilli());
  }

  private static long before(long at, long span) {
    return Math.clamp(at - Math.max(0, span), 0, at);
  }
}
