package io.hone.app.console;

import io.hone.app.status.RunFigures;
import io.hone.app.status.RunTally;
import io.hone.event.ControlCommand;
import io.hone.event.DeadLetter;
import io.hone.event.ModelVersion;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.TrainingStep;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords;
import io.hone.streams.statistics.StatisticsBook;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is held of a run: its account, versions, statistics and orders, the beginnings of its
 * prompts, and of pairs and dead letters the newest with where they stand. Texts stay in the
 * topics. Safe for many threads: what is looked at is looked at within {@link #read}.
 */
final class RunIndex implements RunRecords.Receiver {
  /** The topics that fill it. */
  static final Set<Topic> TOPICS =
      EnumSet.of(
          Topic.PROMPTS,
          Topic.PREFERENCES,
          Topic.OUTCOMES,
          Topic.STATISTICS,
          Topic.MODELS,
          Topic.CONTROL,
          Topic.TRAINING,
          Topic.DEAD_LETTERS);

  private static final int LETTERS = 10_000;
  private static final int TRAINED = 50;

  private final Namespace run;
  private final View view;

  /** What is held, for whoever holds the index's lock; not to be kept. */
  static final class View {
    private final RunTally tally = new RunTally();
    private final StatisticsBook statistics = new StatisticsBook();
    private final Map<String, PromptRow> prompts;
    private final Map<String, EndRow> ends;
    private final PairIndex pairs;
    private final LetterIndex letters = new LetterIndex(LETTERS);
    private final TrainingIndex training = new TrainingIndex(TRAINED);
    private final OrderIndex orders;
    private String recipe = "";
    private long newestOutcome;
    private long changes;
    private long versionChanges;

    private View(String run, int mostPairs) {
      this.prompts = new NewestMap<>(mostPairs);
      this.ends = new NewestMap<>(mostPairs);
      this.pairs = new PairIndex(mostPairs);
      this.orders = new OrderIndex(run);
    }

    RunFigures figures() {
      return tally.figures();
    }

    StatisticsBook statistics() {
      return statistics;
    }

    PairIndex pairs() {
      return pairs;
    }

    LetterIndex letters() {
      return letters;
    }

    TrainingIndex training() {
      return training;
    }

    OrderIndex orders() {
      return orders;
    }

    VersionBook versions() {
      return tally.versions();
    }

    /** Empty if it was not read yet, or is not held any more. */
    Optional<PromptRow> prompt(String promptId) {
      return Optional.ofNullable(prompts.get(promptId));
    }

    /** The beginning of a prompt's last message; empty if it was not read yet. */
    String beginning(String promptId) {
      return prompt(promptId).map(PromptRow::beginning).orElse("");
    }

    /** Empty if its episode has not ended. */
    Optional<EndRow> end(String promptId) {
      return Optional.ofNullable(ends.get(promptId));
    }

    /** The name of the recipe that the newest outcome was played by; empty before the first. */
    String recipe() {
      return recipe;
    }

    /** When the newest outcome was reached, milliseconds since 1970; 0 before the first. */
    long newestOutcome() {
      return newestOutcome;
    }

    /** Records that are none of their topic's contract. */
    long unreadable() {
      return tally.unreadable();
    }

    /** Grows with every record. */
    long changes() {
      return changes;
    }

    /** Grows with every record about a version. */
    long versionChanges() {
      return versionChanges;
    }
  }

  /**
   * @param mostPairs so many are held, and as many prompts; the oldest go first
   */
  RunIndex(Namespace run, int mostPairs) {
    this.run = run;
    this.view = new View(run.run(), mostPairs);
  }

  /** Looks at what is held; nothing changes meanwhile. */
  synchronized <T> T read(Function<View, T> question) {
    return question.apply(view);
  }

  @Override
  public synchronized void record(Position position, SpecificRecord value) {
    view.changes++;
    view.tally.record(position, value);
    switch (value) {
      case Prompt prompt ->
          view.prompts.putIfAbsent(prompt.getPromptId(), PromptRow.of(position, prompt));
      case PreferencePair pair ->
          view.pairs.add(pair.getPairId(), number -> PairRow.of(number, position, pair));
      case Outcome outcome -> outcome(position, outcome);
      case WindowedStatistics window -> view.statistics.add(window);
      case ModelVersion version -> view.versionChanges++;
      case TrainingStep step -> view.training.add(step);
      case ControlCommand order -> view.orders.add(order);
      case DeadLetter letter -> view.letters.add(LetterRow.of(position, letter, run));
      default -> {}
    }
  }

  private void outcome(Position position, Outcome outcome) {
    view.ends.putIfAbsent(outcome.getPromptId(), EndRow.of(position, outcome));
    view.recipe = outcome.getLineage().getRecipe();
    view.newestOutcome = Math.max(view.newestOutcome, outcome.getEndedAt().toEpochMilli());
  }

  @Override
  public synchronized void unreadable(Position position, String why) {
    view.changes++;
    view.tally.unreadable(position, why);
  }
}
