package io.hone.app.status;

import io.hone.app.records.RunTail;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.TopicSurvey;
import io.hone.app.stack.TopicUsage;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches a run: everything of its prompts and outcomes, and of its calls and completions what
 * happens from now on. For one thread.
 */
public final class RunStatus implements AutoCloseable {
  /** The stages that have a work topic. */
  public static final Map<Stage, Topic> STAGES =
      new EnumMap<>(
          Map.of(
              Stage.ACTOR, Topic.CALLS_ACTOR,
              Stage.JUDGE, Topic.CALLS_JUDGE,
              Stage.META_JUDGE, Topic.CALLS_META_JUDGE));

  static final Set<Topic> WHOLE =
      EnumSet.of(Topic.PROMPTS, Topic.OUTCOMES, Topic.DEAD_LETTERS, Topic.MODELS);

  private final Cluster cluster;
  private final Namespace run;
  private final RunTail tail;
  private final RunTally tally = new RunTally();

  private RunStatus(Cluster cluster, Namespace run, RunTail tail) {
    this.cluster = cluster;
    this.run = run;
    this.tail = tail;
  }

  /**
   * Opens and reads what there is.
   *
   * @param live whether calls and completions are to be watched
   * @throws org.apache.kafka.common.errors.InvalidTopicException if the run is not there
   */
  public static RunStatus open(Cluster cluster, Namespace run, boolean live) {
    Set<Topic> fromNow = EnumSet.noneOf(Topic.class);
    if (live) {
      fromNow.addAll(STAGES.values());
      fromNow.add(Topic.COMPLETIONS);
    }
    RunStatus status = new RunStatus(cluster, run, RunTail.open(cluster, run, WHOLE, fromNow));
    while (!status.tail.caughtUp()) status.tail.poll(Duration.ofMillis(200), status.tally);
    return status;
  }

  /** Takes in what comes until then. */
  public void follow(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (left > 0) {
      tail.poll(Duration.ofNanos(left), tally);
      left = end - System.nanoTime();
    }
  }

  public RunFigures figures() {
    return tally.figures();
  }

  /** Every version that was announced. */
  public VersionBook versions() {
    return tally.versions();
  }

  /** Records of the watched topics that are none of the topic's contract. */
  public long unreadable() {
    return tally.unreadable();
  }

  /** Calls that the workers' groups have not finished, by stage; nothing for what nobody reads. */
  public Map<Stage, Long> waiting() {
    return waiting(cluster, run);
  }

  /** As {@link #waiting()}, of any run. */
  public static Map<Stage, Long> waiting(Cluster cluster, Namespace run) {
    Map<String, TopicUsage> usage =
        new TopicSurvey(cluster.admin())
            .survey(STAGES.values().stream().map(run::topic).toList()).stream()
                .collect(Collectors.toMap(TopicUsage::topic, u -> u));
    Map<Stage, Long> waiting = new EnumMap<>(Stage.class);
    STAGES.forEach(
        (stage, topic) -> {
          TopicUsage found = usage.get(run.topic(topic));
          if (found != null) waiting.put(stage, waiting(found));
        });
    return waiting;
  }

  /** Of what no group reads, everything waits. */
  private static long waiting(TopicUsage usage) {
    return usage.lags().stream().mapToLong(TopicUsage.Lag::records).max().orElse(usage.records());
  }

  @Override
  public void close() {
    tail.close();
  }
}
