package io.hone.schemas.catalog;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.ControlCommand;
import io.hone.event.DeadLetter;
import io.hone.event.Judgement;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Response;
import io.hone.event.TrainingStep;
import io.hone.event.Verdict;
import io.hone.event.WindowedStatistics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Every topic of Hone. Keys are UTF-8 strings; values are Avro in Confluent's wire format.
 *
 * <p>Facts are kept for ever by default, because a run is verified and replayed from its beginning.
 */
public enum Topic {
  PROMPTS("prompts", "prompt_id", Prompt.SCHEMA$, Partitioning.BY_PROMPT, "Prompts as submitted."),
  CALLS_ACTOR("calls.actor", "call_id", Call.SCHEMA$, Partitioning.ONE, "Answers wanted."),
  CALLS_JUDGE("calls.judge", "call_id", Call.SCHEMA$, Partitioning.ONE, "Judgements wanted."),
  CALLS_META_JUDGE(
      "calls.meta-judge", "call_id", Call.SCHEMA$, Partitioning.ONE, "Verdicts wanted."),
  COMPLETIONS(
      "completions",
      "prompt_id",
      Completion.SCHEMA$,
      Partitioning.BY_PROMPT,
      "What the workers got, answers and errors."),
  RESPONSES(
      "responses", "prompt_id", Response.SCHEMA$, Partitioning.BY_PROMPT, "The actor's answers."),
  JUDGEMENTS(
      "judgements",
      "prompt_id",
      Judgement.SCHEMA$,
      Partitioning.BY_PROMPT,
      "The judge's views of the answers."),
  VERDICTS(
      "verdicts",
      "prompt_id",
      Verdict.SCHEMA$,
      Partitioning.BY_PROMPT,
      "The meta-judge's comparisons of judgements."),
  PREFERENCES(
      "preferences",
      "prompt_id",
      PreferencePair.SCHEMA$,
      Partitioning.BY_PROMPT,
      "Preference pairs, what the trainer learns from."),
  OUTCOMES(
      "outcomes",
      "prompt_id",
      Outcome.SCHEMA$,
      Partitioning.BY_PROMPT,
      "How each episode ended, one for each prompt."),
  MODELS(
      "models",
      "version",
      ModelVersion.SCHEMA$,
      Partitioning.ONE,
      CleanUp.COMPACT,
      null,
      "Model versions and where they stand; everybody converges on the promoted one."),
  CONTROL(
      "control",
      "command_id",
      ControlCommand.SCHEMA$,
      Partitioning.ONE,
      "Orders of people and rules."),
  DEAD_LETTERS(
      "dead-letters",
      "the record's own key",
      DeadLetter.SCHEMA$,
      Partitioning.ONE,
      "Records that could not be worked on, byte for byte."),
  STATISTICS(
      "statistics",
      "window, stage, version",
      WindowedStatistics.SCHEMA$,
      Partitioning.BY_PROMPT,
      CleanUp.COMPACT_AND_DELETE,
      Duration.ofDays(90),
      "Figures per window; the highest revision of a key counts."),
  TRAINING(
      "training",
      "version",
      TrainingStep.SCHEMA$,
      Partitioning.ONE,
      "What was measured at the steps of a round; the last record of a version and step counts.");

  /** What is written in the course of an episode, in its order. */
  public static final List<Topic> COURSE =
      List.of(
          PROMPTS,
          CALLS_ACTOR,
          CALLS_JUDGE,
          CALLS_META_JUDGE,
          COMPLETIONS,
          RESPONSES,
          JUDGEMENTS,
          VERDICTS,
          PREFERENCES,
          OUTCOMES);

  static {
    Contracts.trust();
  }

  private final String shortName;
  private final String key;
  private final Schema value;
  private final Partitioning partitioning;
  private final CleanUp cleanUp;
  private final Optional<Duration> retention;
  private final String purpose;

  Topic(String shortName, String key, Schema value, Partitioning partitioning, String purpose) {
    this(shortName, key, value, partitioning, CleanUp.DELETE, null, purpose);
  }

  Topic(
      String shortName,
      String key,
      Schema value,
      Partitioning partitioning,
      CleanUp cleanUp,
      @Nullable Duration retention,
      String purpose) {
    this.shortName = shortName;
    this.key = key;
    this.value = value;
    this.partitioning = partitioning;
    this.cleanUp = cleanUp;
    this.retention = Optional.ofNullable(retention);
    this.purpose = purpose;
  }

  /** The name without its namespace, e.g. {@code calls.actor}. */
  public String shortName() {
    return shortName;
  }

  /** What the key holds. */
  public String key() {
    return key;
  }

  /** The contract of the value. */
  public Schema value() {
    return value;
  }

  public Partitioning partitioning() {
    return partitioning;
  }

  public CleanUp cleanUp() {
    return cleanUp;
  }

  /** How long records are kept; empty: for ever. */
  public Optional<Duration> retention() {
    return retention;
  }

  /** One sentence for people. */
  public String purpose() {
    return purpose;
  }

  /** The topic of that short name. */
  public static Optional<Topic> named(String shortName) {
    return Arrays.stream(values()).filter(t -> t.shortName.equals(shortName)).findFirst();
  }
}
