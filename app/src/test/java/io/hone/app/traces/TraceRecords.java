package io.hone.app.traces;

import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Candidate;
import io.hone.event.Completion;
import io.hone.event.FinishReason;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Sample;
import io.hone.event.Sampling;
import io.hone.event.Stage;
import io.hone.event.TokenCounts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a run as they stand on its topics, with texts that no span may hold. */
final class TraceRecords {
  static final String RUN = "traced";
  static final String SECRET = "SECRET";
  static final Instant T = Instant.parse("2026-11-21T12:00:00Z");

  private static final ModelRef POLICY = new ModelRef("policy", "v3");
  private static final TokenCounts TOKENS = new TokenCounts(120L, 30L, 0L);
  private static final Lineage LINEAGE =
      Lineage.newBuilder().setRun(RUN).setRecipe("r").setRecipeConfigHash("h").build();

  private TraceRecords() {}

  static Prompt prompt(String id, Instant at) {
    return Prompt.newBuilder()
        .setPromptId(id)
        .setRun(RUN)
        .setMessages(List.of())
        .setSource(SECRET)
        .setSubmittedAt(at)
        .build();
  }

  /** 500 ms in the queue, then 2 s of work, ended at {@link #T}. */
  static Completion answer(String promptId, String callId, int attempt, String worker) {
    return completion(promptId, callId, attempt, worker, null);
  }

  static Completion failure(String promptId, String callId, int attempt, CallErrorKind kind) {
    return completion(promptId, callId, attempt, "w", new CallError(kind, SECRET));
  }

  private static Completion completion(
      String promptId, String callId, int attempt, String worker, @Nullable CallError error) {
    return Completion.newBuilder()
        .setCallId(callId)
        .setPromptId(promptId)
        .setLineage(LINEAGE)
        .setStage(Stage.META_JUDGE)
        .setAttempt(attempt)
        .setModel(POLICY)
        .setSampling(Sampling.newBuilder().setTemperature(1).setMaxTokens(64).setSeed(7).build())
        .setSamples(error == null ? List.of(sample()) : List.of())
        .setError(error)
        .setTokens(TOKENS)
        .setWorker(worker)
        .setQueued(500)
        .setLatency(2_000)
        .setCompletedAt(T)
        .build();
  }

  private static Sample sample() {
    return Sample.newBuilder()
        .setIndex(0)
        .setText(SECRET)
        .setTokens(30)
        .setFinishReason(FinishReason.STOP)
        .build();
  }

  static PreferencePair pair(String promptId, String id) {
    return PreferencePair.newBuilder()
        .setPairId(id)
        .setPromptId(promptId)
        .setLineage(LINEAGE)
        .setKind(PairKind.ACTOR)
        .setMessages(List.of())
        .setChosen(candidate("r-1"))
        .setRejected(candidate("r-2"))
        .setPolicy(POLICY)
        .setActor(POLICY)
        .setReason(SECRET)
        .setPairedAt(T)
        .build();
  }

  private static Candidate candidate(String id) {
    return Candidate.newBuilder().setId(id).setText(SECRET).setLength(6).build();
  }

  static Outcome outcome(String promptId, OutcomeStatus status, String reason, String... pairs) {
    return Outcome.newBuilder()
        .setPromptId(promptId)
        .setLineage(LINEAGE)
        .setPolicy(POLICY)
        .setStatus(status)
        .setReason(reason)
        .setDetail(SECRET)
        .setPairIds(List.of(pairs))
        .setTokens(TOKENS)
        .setAdmittedAt(T.minusSeconds(10))
        .setEndedAt(T)
        .build();
  }
}
