package io.hone.streams.recipe;

import io.hone.schemas.id.ContentId;
import java.time.Instant;
import java.util.List;

/**
 * What the trainer learns from.
 *
 * @param skill what it teaches
 * @param conversation what both sides continue, exactly as the model was asked
 * @param chosen the better side
 * @param rejected the worse side: one, or none for a supervised example
 * @param weight in the loss
 * @param evidence what the choice rests on, in order
 * @param reason one sentence for people
 */
public record Pair(
    Skill skill,
    Conversation conversation,
    Candidate chosen,
    List<Candidate> rejected,
    double weight,
    List<Finding> evidence,
    String reason) {
  public Pair {
    rejected = List.copyOf(rejected);
    evidence = List.copyOf(evidence);
    if (rejected.size() > 1) throw new IllegalArgumentException("a pair has one rejected side");
    if (rejected.isEmpty() != (skill == Skill.SUPERVISED)) {
      throw new IllegalArgumentException(
          "%s with %d rejected sides: only SUPERVISED has none".formatted(skill, rejected.size()));
    }
  }

  /** The names are those of the contract. */
  public enum Skill {
    ACTOR,
    JUDGE,
    META_JUDGE,
    REFINER,
    SUPERVISED
  }

  /** Two continuations, one better. */
  public static Pair of(
      Skill skill,
      Conversation conversation,
      Candidate chosen,
      Candidate rejected,
      List<Finding> evidence,
      String reason) {
    return new Pair(skill, conversation, chosen, List.of(rejected), 1.0, evidence, reason);
  }

  /** A continuation to imitate. */
  public static Pair supervised(
      Conversation conversation, Candidate chosen, List<Finding> evidence, String reason) {
    return new Pair(Skill.SUPERVISED, conversation, chosen, List.of(), 1.0, evidence, reason);
  }

  /** Derived from skill, conversation, chosen and rejected text. */
  public String id() {
    return ContentId.of(
        "x",
        List.of(
            skill.name(),
            conversation.fingerprint(),
            chosen.text(),
            rejected.isEmpty() ? "" : rejected.getFirst().text()));
  }

  /** When the last fact that the choice rests on was made. */
  public Instant at() {
    return evidence.stream()
        .map(finding -> finding.drawn().at())
        .reduce(Instant.EPOCH, (a, b) -> a.isAfter(b) ? a : b);
  }
}
