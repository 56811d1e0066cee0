package io.hone.streams.statistics;

import io.hone.event.Call;
import io.hone.event.Candidate;
import io.hone.event.Completion;
import io.hone.event.Judgement;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.event.Verdict;
import io.hone.streams.episode.FromContracts;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a record says of a prompt.
 *
 * @param digest the key of the digest that it belongs to
 */
record Observed(String digest, Fact fact) {
  /** Before the prompt's id: calls lie on other partitions than what they lead to. */
  static final String CALLS = "calls/";

  /** Empty for a record that no figure is made of. */
  static Optional<Observed> of(SpecificRecord record) {
    return switch (record) {
      case Prompt prompt -> found(prompt.getPromptId(), prompt(prompt));
      case Call call -> found(CALLS + call.getPromptId(), call(call));
      case Completion completion -> found(completion.getPromptId(), completion(completion));
      case Response response -> found(response.getPromptId(), response(response));
      case Judgement judgement -> found(judgement.getPromptId(), judgement(judgement));
      case Verdict verdict -> found(verdict.getPromptId(), verdict(verdict));
      case PreferencePair pair -> found(pair.getPromptId(), pair(pair));
      case Outcome outcome -> found(outcome.getPromptId(), outcome(outcome));
      default -> Optional.empty();
    };
  }

  private static Optional<Observed> found(String digest, Fact fact) {
    return Optional.of(new Observed(digest, fact));
  }

  private static Fact prompt(Prompt prompt) {
    return new Fact.Submitted(millis(prompt.getSubmittedAt()));
  }

  private static Fact call(Call call) {
    return new Fact.Asked(
        Fingerprint.of(call.getCallId(), call.getAttempt()),
        millis(call.getAskedAt()),
        call.getModel().getVersion(),
        call.getStage());
  }

  /** A call may be answered twice, and both cost; the same record twice is one. */
  private static Fact completion(Completion completion) {
    long at = millis(completion.getCompletedAt());
    return new Fact.Completed(
        Fingerprint.of(
            completion.getCallId(),
            completion.getAttempt(),
            at,
            Fingerprint.of(completion.getWorker())),
        at,
        completion.getModel().getVersion(),
        completion.getStage(),
        Optional.ofNullable(completion.getError()).map(error -> error.getKind()),
        !completion.getWorker().equals(FromContracts.GIVEN_UP_BY),
        completion.getTokens().getPrompt(),
        completion.getTokens().getCompletion(),
        completion.getLatency(),
        completion.getQueued());
  }

  private static Fact response(Response response) {
    return new Fact.Answered(
        Fingerprint.of(response.getResponseId()),
        millis(response.getAnsweredAt()),
        response.getActor().getVersion(),
        response.getLength(),
        response.getDuplicateOf() != null);
  }

  private static Fact judgement(Judgement judgement) {
    return new Fact.Judged(
        Fingerprint.of(judgement.getJudgementId()),
        millis(judgement.getJudgedAt()),
        judgement.getJudge().getVersion(),
        Fingerprint.of(judgement.getResponseId()),
        judgement.getStatus(),
        judgement.getScore() == null ? Double.NaN : judgement.getScore(),
        judgement.getLength());
  }

  private static Fact verdict(Verdict verdict) {
    return new Fact.Decided(
        Fingerprint.of(verdict.getVerdictId()),
        millis(verdict.getDecidedAt()),
        verdict.getMetaJudge().getVersion(),
        Fingerprint.of(verdict.getFirstJudgementId()),
        Fingerprint.of(verdict.getSecondJudgementId()),
        verdict.getWinner());
  }

  private static Fact pair(PreferencePair pair) {
    Double score = pair.getChosen().getScore();
    return new Fact.Paired(
        Fingerprint.of(pair.getPairId()),
        millis(pair.getPairedAt()),
        pair.getPolicy().getVersion(),
        pair.getKind(),
        pair.getChosen().getLength(),
        Optional.ofNullable(pair.getRejected()).map(Candidate::getLength),
        score == null ? Double.NaN : score);
  }

  private static Fact outcome(Outcome outcome) {
    long ended = millis(outcome.getEndedAt());
    return new Fact.Ended(
        ended,
        outcome.getPolicy().getVersion(),
        outcome.getStatus(),
        outcome.getReason(),
        Math.max(0, ended - millis(outcome.getAdmittedAt())));
  }

  private static long millis(Instant time) {
    return time.toEpochMilli();
  }
}
