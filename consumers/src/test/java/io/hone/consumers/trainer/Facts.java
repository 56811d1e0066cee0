package io.hone.consumers.trainer;

import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.Lineage;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.event.TokenCounts;
import io.hone.models.train.TrainingEvent;
import io.hone.schemas.catalog.Contracts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events for tests of the trainer. */
final class Facts {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static {
    Contracts.trust();
  }

  private Facts() {}

  static PreferencePair pair(String id, PairKind kind, String version) {
    return pair(id, kind, version, 4.0);
  }

  static PreferencePair pair(String id, PairKind kind, String version, double score) {
    ModelRef policy = new ModelRef("policy", version);
    return PreferencePair.newBuilder()
        .setPairId(id)
        .setPromptId("p-" + id)
        .setLineage(new Lineage("main", "test", "0", null, 0))
        .setKind(kind)
        .setMessages(List.of(message("Once upon a time " + id)))
        .setChosen(candidate("there was a girl", score))
        .setRejected(candidate("the the the", 1.0))
        .setWeight(1.0)
        .setPolicy(policy)
        .setActor(policy)
        .setJudge(null)
        .setMetaJudge(null)
        .setEvidence(List.of())
        .setReason("")
        .setPairedAt(NOON)
        .build();
  }

  /** Every figure is another one. */
  static TrainingEvent.Step step(long step, long steps) {
    return new TrainingEvent.Step(
        step,
        steps,
        2,
        32,
        0.61,
        1.5,
        1e-4,
        3.5,
        new TrainingEvent.Preference(0.6, 0.2, -0.1, 0.3, 0.75, 0.05),
        new TrainingEvent.Speed(2, 4_000, 2_000, 16, 0.1));
  }

  static ChatMessage message(String text) {
    return new ChatMessage(
        ChatRole.USER, List.of(new ContentPart(ContentKind.TEXT, text, null, null, null)));
  }

  private static Candidate candidate(String text, double score) {
    return Candidate.newBuilder()
        .setId("r-" + text)
        .setText(text)
        .setTokenIds(List.of())
        .setLength(text.length())
        .setScore(score)
        .setElo(null)
        .setBallots(1)
        .build();
  }

  static Outcome outcome(String prompt, List<String> pairs) {
    return Outcome.newBuilder()
        .setPromptId(prompt)
        .setLineage(new Lineage("main", "test", "0", null, 0))
        .setPolicy(new ModelRef("policy", "base"))
        .setStatus(pairs.isEmpty() ? OutcomeStatus.NO_PAIR : OutcomeStatus.PAIRED)
        .setReason("")
        .setDetail("")
        .setPairIds(pairs)
        .setTokens(new TokenCounts(0L, 0L, 0L))
        .setAdmittedAt(NOON)
        .setEndedAt(NOON)
        .build();
  }

  static ModelVersion version(String name, @Nullable String parent, ModelState state) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef("policy", name))
        .setParent(parent)
        .setBase("abc")
        .setForm(parent == null ? ModelForm.FULL : ModelForm.ADAPTER)
        .setState(state)
        .setReason("said before")
        .setRun("main")
        .setChangedAt(NOON)
        .build();
  }

  static ControlCommand command(String id, String run, ControlKind kind, @Nullable String target) {
    return ControlCommand.newBuilder()
        .setCommandId(id)
        .setRun(run)
        .setKind(kind)
        .setTarget(target)
        .setIssuedBy("ann")
        .setWhy("a test")
        .setIssuedAt(NOON)
        .build();
  }
}
