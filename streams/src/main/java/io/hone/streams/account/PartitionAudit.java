package io.hone.streams.account;

import static java.util.Objects.requireNonNull;

import io.hone.event.Completion;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.EpisodeFile.PairSeen;
import io.hone.streams.episode.FromContracts;
import io.hone.streams.recipe.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The episodes of one partition. Outcomes and pairs are read first, then the prompts, then the
 * completions one by one: an episode is checked as soon as it has as many facts as its outcome
 * counts, so that only open episodes hold theirs. Readings come last.
 */
final class PartitionAudit {
  private static final List<Topic> READINGS =
      List.of(Topic.RESPONSES, Topic.JUDGEMENTS, Topic.VERDICTS);

  private final int partition;
  private final Rules rules;
  private final RunRecords records;
  private final CallBook calls;
  private final Letters letters;
  private final Versions versions;
  private final Tallies tallies;
  private final EpisodeCheck check;
  private final Flaws flaws;
  private final Map<String, EpisodeFile> files = new LinkedHashMap<>();
  private final Prints answered = new Prints();

  PartitionAudit(
      int partition,
      Rules rules,
      RunRecords records,
      CallBook calls,
      Letters letters,
      Versions versions,
      Tallies tallies,
      EpisodeCheck check,
      Flaws flaws) {
    this.partition = partition;
    this.rules = rules;
    this.records = records;
    this.calls = calls;
    this.letters = letters;
    this.versions = versions;
    this.tallies = tallies;
    this.check = check;
    this.flaws = flaws;
  }

  void run() {
    read(Topic.OUTCOMES, Outcome.class, this::outcome);
    read(Topic.PREFERENCES, PreferencePair.class, this::pair);
    read(Topic.PROMPTS, Prompt.class, this::prompt);
    read(Topic.COMPLETIONS, Completion.class, this::completion);
    for (EpisodeFile file : files.values()) {
      if (!file.closed) check.late(file);
    }
    tallies.repeatedCalls += answered.size() - answered.distinct();
    for (Topic topic : READINGS) read(topic, SpecificRecord.class, this::reading);
    files.values().forEach(this::checkReadings);
  }

  private <T extends SpecificRecord> void read(
      Topic topic, Class<T> type, BiConsumer<Position, T> action) {
    if (partition >= records.partitions(topic)) return;
    records.read(
        topic,
        partition,
        new RunRecords.Receiver() {
          @Override
          public void record(Position position, SpecificRecord value) {
            action.accept(position, type.cast(value));
          }

          @Override
          public void unreadable(Position position, String why) {
            PartitionAudit.this.unreadable(position, why);
          }
        });
  }

  /** What the episodes read becomes a dead letter when they come to it; all else they wrote. */
  private void unreadable(Position position, String why) {
    boolean read = position.topic() == Topic.PROMPTS || position.topic() == Topic.COMPLETIONS;
    if (read && (letters.about(position) || !records.played(position))) return;
    flaws.add(Flaw.Kind.UNREADABLE, "", why, position);
  }

  private EpisodeFile file(String promptId) {
    return files.computeIfAbsent(promptId, EpisodeFile::new);
  }

  private void outcome(Position position, Outcome outcome) {
    EpisodeFile file = file(outcome.getPromptId());
    if (file.outcome == null) {
      file.outcome = outcome;
      file.outcomeAt = position;
      file.playedBy(outcome.getLineage(), position);
      versions.used(
          outcome.getPolicy().getVersion(), outcome.getLineage().getIteration(), position);
      return;
    }
    Outcome again = Outcome.newBuilder(outcome).setAdmittedAt(file.outcome.getAdmittedAt()).build();
    if (!rules.repetitions() || !again.equals(file.outcome)) {
      flaws.add(
          Flaw.Kind.SECOND_OUTCOME,
          outcome.getPromptId(),
          again.equals(file.outcome)
              ? "The episode ended twice, in the same way."
              : "The episode ended twice: " + Differences.between(file.outcome, again) + ".",
          requireNonNull(file.outcomeAt),
          position);
    }
  }

  private void pair(Position position, PreferencePair pair) {
    PairSeen seen = new PairSeen(position, Bytes.print(pair));
    @Nullable PairSeen before = file(pair.getPromptId()).pairs.putIfAbsent(pair.getPairId(), seen);
    if (before == null) return;
    boolean same = before.print() == seen.print();
    if (!rules.repetitions() || !same) {
      flaws.add(
          Flaw.Kind.PAIR_TWICE,
          pair.getPairId(),
          "It is there twice, with %s content.".formatted(same ? "the same" : "different"),
          before.position(),
          position);
    }
  }

  private void prompt(Position position, Prompt prompt) {
    EpisodeFile file = file(prompt.getPromptId());
    if (file.accepted) {
      tallies.duplicatePrompts++;
      return;
    }
    try {
      file.prompt = FromContracts.prompt(prompt);
    } catch (IllegalArgumentException e) {
      if (!letters.about(position) && records.played(position)) {
        flaws.add(
            Flaw.Kind.LOST_RECORD,
            prompt.getPromptId(),
            "No recipe can read this prompt (%s), and there is no dead letter of it."
                .formatted(e.getMessage()),
            position);
      }
      return;
    }
    file.accepted = true;
    tallies.accepted++;
  }

  private void completion(Position position, Completion completion) {
    String callId = completion.getCallId();
    long print = CallBook.print(callId, completion.getPromptId());
    @Nullable EpisodeFile file = files.get(completion.getPromptId());
    boolean known = file != null && file.accepted;
    if (!known && letters.about(position)) return;
    if (!calls.asked(print)) {
      flaws.add(
          Flaw.Kind.COMPLETION_WITHOUT_CALL,
          callId,
          "It answers a call of %s that was never asked.".formatted(completion.getPromptId()),
          position);
      return;
    }
    if (file == null || !known) {
      flaws.add(
          Flaw.Kind.COMPLETION_WITHOUT_PROMPT,
          callId,
          "Its prompt %s is not on the topic of prompts.".formatted(completion.getPromptId()),
          position);
      return;
    }
    if (completion.getError() == null) answered.add(print);
    if (completion.getWorker().equals(FromContracts.GIVEN_UP_BY)) tallies.givenUp++;
    if (file.closed || file.facts.containsKey(callId)) {
      tallies.duplicateCompletions++;
    } else if (FromContracts.isFinal(completion)) {
      tallies.facts++;
      fact(position, completion, file);
    } else {
      tallies.failedAttempts++;
    }
  }

  private void fact(Position position, Completion completion, EpisodeFile file) {
    file.playedBy(completion.getLineage(), position);
    if (file.actor == null && completion.getStage() == Stage.ACTOR) {
      file.actor = new Model(completion.getModel().getName(), completion.getModel().getVersion());
    }
    file.facts.put(completion.getCallId(), FromContracts.fact(completion));
    file.lastFact = position;
    if (file.outcome != null
        && file.facts.size() == file.outcome.getCounts().getOrDefault("calls", -1L)) {
      check.early(file);
    }
  }

  private void reading(Position position, SpecificRecord reading) {
    @Nullable EpisodeFile file = files.get(Fields.text(reading, "prompt_id"));
    if (file != null && file.accepted && !file.played && file.lineage != null) return;
    int at = file == null ? -1 : Arrays.binarySearch(file.readings, Bytes.print(reading));
    if (file == null || at < 0) {
      flaws.add(
          Flaw.Kind.READING_UNFOUNDED,
          String.valueOf(reading.get(0)),
          "The recorded facts of %s do not give this %s."
              .formatted(Fields.text(reading, "prompt_id"), reading.getSchema().getName()),
          position);
      return;
    }
    if (file.seen.get(at) && !rules.repetitions()) {
      flaws.add(
          Flaw.Kind.READING_TWICE,
          String.valueOf(reading.get(0)),
          "It is there a second time.",
          position);
    }
    file.seen.set(at);
  }

  private void checkReadings(EpisodeFile file) {
    int missing = file.readings.length - file.seen.cardinality();
    if (file.ended && missing > 0) {
      flaws.add(
          Flaw.Kind.READING_MISSING,
          file.promptId,
          "It has ended, and %d of its %d readings are not on their topics."
              .formatted(missing, file.readings.length),
          requireNonNull(file.outcomeAt));
    }
  }
}
