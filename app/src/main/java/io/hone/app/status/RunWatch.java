package io.hone.app.status;

import io.hone.app.records.RunFollower;
import io.hone.app.records.RunTail;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.TopicSurvey;
import io.hone.app.stack.TopicUsage;
import io.hone.event.OutcomeStatus;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run, so that anybody can be told at any time how it stands. It reads prompts, outcomes,
 * dead letters and versions, some records for each episode, and nothing of the calls; it holds an
 * id for each prompt. {@link #close} ends it.
 */
public final class RunWatch implements AutoCloseable {
  private static final Duration SURVEY = Duration.ofSeconds(10);

  private final Namespace run;
  private final AtomicReference<@Nullable RunAccount> account = new AtomicReference<>();
  private final RunFollower follower;

  private RunWatch(Map<String, Object> kafka, Namespace run) {
    this.run = run;
    this.follower = RunFollower.start(kafka, run, RunStatus.WHOLE, Pass::new);
  }

  /**
   * Starts.
   *
   * @param kafka settings of clients and registry
   */
  public static RunWatch start(Map<String, Object> kafka, Namespace run) {
    return new RunWatch(kafka, run);
  }

  /** How the run stood when it was last read; empty until all that is there was read once. */
  public Optional<RunAccount> account() {
    return Optional.ofNullable(account.get());
  }

  private record Survey(long at, Map<Stage, Long> waiting, List<TopicUsage> topics) {
    private static Survey of(Cluster cluster, Namespace run) {
      Set<String> there = Cluster.get(cluster.admin().listTopics().names());
      List<String> topics =
          Arrays.stream(Topic.values()).map(run::topic).filter(there::contains).toList();
      return new Survey(
          System.nanoTime(),
          RunStatus.waiting(cluster, run),
          new TopicSurvey(cluster.admin()).survey(topics));
    }

    private boolean old() {
      return System.nanoTime() - at > SURVEY.toNanos();
    }
  }

  private final class Pass implements RunFollower.Pass {
    private final RunTally tally = new RunTally();
    private @Nullable Survey survey;

    @Override
    public void record(Position position, SpecificRecord value) {
      tally.record(position, value);
    }

    @Override
    public void unreadable(Position position, String why) {
      tally.unreadable(position, why);
    }

    @Override
    public void turn(Cluster cluster, RunTail.Progress progress) {
      if (!progress.caughtUp()) return;
      Survey now = survey == null || survey.old() ? Survey.of(cluster, run) : survey;
      survey = now;
      account.set(account(now));
    }

    private RunAccount account(Survey now) {
      RunFigures figures = tally.figures();
      Map<OutcomeStatus, Long> ended = new EnumMap<>(OutcomeStatus.class);
      for (OutcomeStatus how : OutcomeStatus.values()) ended.put(how, figures.ended(how));
      return new RunAccount(
          Instant.now(),
          figures.accepted(),
          ended,
          figures.pairs(),
          figures.tokens(),
          figures.deadLetters(),
          tally.unreadable(),
          figures.reasons(),
          figures.counts(),
          tally.versions(),
          now.waiting(),
          now.topics());
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
