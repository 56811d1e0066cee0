package io.hone.app.status;

import io.hone.event.Call;
import io.hone.event.Completion;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.OutcomeStatus;
import io.hone.event.Prompt;
import io.hone.event.Stage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Figures of a run, as far as its records were handed over; a record that comes twice counts once
 * where it has an id that is kept: prompts and outcomes. Holds an id for each prompt. For one
 * thread.
 */
public final class RunFigures {
  private final Set<String> accepted = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Map<OutcomeStatus, Long> outcomes = new EnumMap<>(OutcomeStatus.class);
  private final Map<String, Long> reasons = new TreeMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<Stage, StageFigures> stages = new EnumMap<>(Stage.class);
  private final Map<String, ModelVersion> promoted = new HashMap<>();
  private long pairs;
  private long tokens;
  private long deadLetters;

  /**
   * What was seen of a stage.
   *
   * @param asked call records
   * @param answered completions with an answer
   * @param failed completions without
   * @param latency of the answered in all, ms
   */
  public record StageFigures(long asked, long answered, long failed, long latency) {
    public static final StageFigures NONE = new StageFigures(0, 0, 0, 0);

    StageFigures plus(StageFigures other) {
      return new StageFigures(
          asked + other.asked,
          answered + other.answered,
          failed + other.failed,
          latency + other.latency);
    }

    public StageFigures minus(StageFigures other) {
      return new StageFigures(
          asked - other.asked,
          answered - other.answered,
          failed - other.failed,
          latency - other.latency);
    }
  }

  /** Takes a record of any topic; one that says nothing here is passed over. */
  public void record(SpecificRecord value) {
    switch (value) {
      case Prompt prompt -> accepted.add(prompt.getPromptId());
      case Outcome outcome -> outcome(outcome);
      case Call call -> stage(call.getStage(), new StageFigures(1, 0, 0, 0));
      case Completion done -> completion(done);
      case ModelVersion version -> version(version);
      case io.hone.event.DeadLetter dead -> deadLetters++;
      default -> {}
    }
  }

  private void outcome(Outcome outcome) {
    if (!ended.add(outcome.getPromptId())) return;
    outcomes.merge(outcome.getStatus(), 1L, Long::sum);
    if (!outcome.getReason().isEmpty()) reasons.merge(outcome.getReason(), 1L, Long::sum);
    outcome.getCounts().forEach((name, count) -> counts.merge(name, count, Long::sum));
    pairs += outcome.getPairIds().size();
    tokens += outcome.getTokens().getPrompt() + outcome.getTokens().getCompletion();
  }

  private void completion(Completion done) {
    StageFigures one =
        done.getError() == null
            ? new StageFigures(0, 1, 0, done.getLatency())
            : new StageFigures(0, 0, 1, 0);
    stage(done.getStage(), one);
  }

  private void stage(Stage stage, StageFigures more) {
    stages.merge(stage, more, StageFigures::plus);
  }

  private void version(ModelVersion version) {
    String name = version.getModel().getVersion();
    if (version.getState() == ModelState.PROMOTED) promoted.put(name, version);
    else promoted.remove(name);
  }

  public long accepted() {
    return accepted.size();
  }

  public long ended(OutcomeStatus how) {
    return outcomes.getOrDefault(how, 0L);
  }

  /** Accepted and not ended: open, or waiting to be admitted. */
  public long open() {
    return (long) accepted.size() - ended.size();
  }

  /** How often each reason for no pair, or for a death, was given. */
  public Map<String, Long> reasons() {
    return reasons;
  }

  /** The recipe's own counts, summed over the episodes that have ended. */
  public Map<String, Long> counts() {
    return counts;
  }

  public long pairs() {
    return pairs;
  }

  /** Prompt and completion tokens of the episodes that have ended. */
  public long tokens() {
    return tokens;
  }

  public long deadLetters() {
    return deadLetters;
  }

  public StageFigures stage(Stage stage) {
    return stages.getOrDefault(stage, StageFigures.NONE);
  }

  /** The versions that are promoted; one, but for a moment. */
  public Set<String> promoted() {
    return promoted.keySet();
  }
}
