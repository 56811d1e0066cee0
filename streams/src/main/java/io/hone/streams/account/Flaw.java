package io.hone.streams.account;

import java.util.List;

/**
 * Something in a run's records that may not be.
 *
 * @param kind what is wrong
 * @param id of the prompt, pair, reading, call or version that it is about; as written, so it may
 *     hold anything
 * @param positions of the records that show it, the first one first; may be empty
 * @param detail one sentence for people; it may quote what a record says
 */
public record Flaw(Kind kind, String id, List<Position> positions, String detail) {
  public Flaw {
    positions = List.copyOf(positions);
  }

  /** What can be wrong, and what to do about it. */
  public enum Kind {
    OTHER_SETTINGS(
        "Give the configuration that the run was played with, by --config or --set recipe.…; until then its pairs are not checked."),
    TOPIC_MISSING("Make the topics with ./hone topics create."),
    PARTITIONS_DIFFER(
        "A prompt's records must share a partition number: make the run's topics anew with one --spread."),
    UNREADABLE(
        "Look at the record with ./hone topics read; find out who wrote it, and whether the registry knows its schema."),
    LOST_RECORD(
        "The episodes took the record and left nothing of it: look into their log, and submit the prompt again."),
    OUTCOME_MISSING(
        "All facts are there and were taken, and no outcome was written: restart the episodes; if it stays away, report it."),
    SECOND_OUTCOME(
        "Two writers end episodes of this run: look for a second group of processes, or one without transactions."),
    OUTCOME_DIFFERS(
        "The outcome is not what the recipe says of the recorded facts: look who else writes to the topic, and which build played the run."),
    OUTCOME_WITHOUT_PROMPT(
        "The prompt is gone from its topic, or somebody else wrote the outcome."),
    FACTS_MISSING(
        "Completions that the outcome rests on are gone: see the topic's retention, and do not train on its pairs."),
    CALL_MISSING(
        "The episode waits for a call that was never written; its deadline asks it again."),
    PAIR_MISSING("Do not train on this run before the pair is there again: replay the episode."),
    PAIR_TWICE("The trainer drops repetitions; look for a second writer."),
    PAIR_DIFFERS(
        "Do not train on it: it is not the pair that the recipe makes of the recorded facts."),
    PAIR_UNFOUNDED("Do not train on it: no recorded fact leads to it."),
    COMPLETION_WITHOUT_CALL("Somebody wrote an answer that nobody asked for: look who it was."),
    COMPLETION_WITHOUT_PROMPT("The prompt is gone from its topic: see its retention."),
    READING_MISSING("The reading is in the completions: replay the episode."),
    READING_TWICE("Readers drop repetitions by id; look for a second writer."),
    READING_UNFOUNDED("It is not what the recipe reads in the completion: look who wrote it."),
    OTHER_VERSION(
        "A worker answered with another version than it was asked for: see its model's mapping of versions."),
    UNKNOWN_VERSION(
        "The version is not on the topic of models: see who admitted prompts under it."),
    VERSION_CHAIN("Correct the version's parent on the topic of models.");

    private final String remedy;

    Kind(String remedy) {
      this.remedy = remedy;
    }

    /** What to do, in one or two sentences. */
    public String remedy() {
      return remedy;
    }
  }
}
