package io.hone.consumers.export;

import io.hone.event.Candidate;
import io.hone.event.ChatMessage;
import io.hone.event.ChatRole;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import io.hone.event.Lineage;
import io.hone.event.ModelRef;
import io.hone.event.PairKind;
import io.hone.event.PreferencePair;
import io.hone.schemas.id.ContentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pairs for tests. */
final class Pairs {
  private Pairs() {}

  static ChatMessage message(ChatRole role, String text) {
    return new ChatMessage(
        role, List.of(new ContentPart(ContentKind.TEXT, text, null, null, null)));
  }

  static PreferencePair pair(int number, PairKind kind, String version) {
    String text = "Question \"%d\" – ü😀\n".formatted(number);
    boolean judge = kind == PairKind.JUDGE;
    return PreferencePair.newBuilder()
        .setPairId(ContentId.of("x", List.of(kind.name(), text, version)))
        .setPromptId(ContentId.of("p", List.of(text)))
        .setLineage(new Lineage("main", "meta-rewarding", "c0ffee", judge ? "beef" : null, 2))
        .setKind(kind)
        .setMessages(List.of(message(ChatRole.SYSTEM, "Be brief."), message(ChatRole.USER, text)))
        .setChosen(candidate("good " + number, 4.5, judge ? 1.25 : null))
        .setRejected(
            kind == PairKind.SUPERVISED ? null : candidate("bad", 1.0, judge ? -1.25 : null))
        .setWeight(1.0)
        .setPolicy(new ModelRef("policy", version))
        .setActor(new ModelRef("policy", version))
        .setJudge(new ModelRef("policy", version))
        .setMetaJudge(null)
        .setEvidence(List.of())
        .setReason("it is better")
        .setPairedAt(Instant.ofEpochMilli(1_700_000_000_000L + number))
        .build();
  }

  private static Candidate candidate(String text, double score, @Nullable Double elo) {
    return Candidate.newBuilder()
        .setId("r-" + text)
        .setText(text)
        .setTokenIds(List.of())
        .setLength(text.length())
        .setScore(score)
        .setElo(elo)
        .setBallots(3)
        .build();
  }

  /** The pairs of the peers' fixtures. */
  static List<PreferencePair> examples() {
    return List.of(
        pair(1, PairKind.ACTOR, "v1"),
        pair(2, PairKind.JUDGE, "v1"),
        pair(3, PairKind.ACTOR, "v2"));
  }
}
