package io.hone.app.console;

import io.hone.app.records.RunFollower;
import io.hone.app.records.RunTail;
import io.hone.app.stack.Cluster;
import io.hone.app.status.RunStatus;
import io.hone.event.Stage;
import io.hone.schemas.catalog.Namespace;
import io.hone.streams.account.Position;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * A run that is being looked at: its index, filled by a thread of its own, and what only Kafka
 * knows, asked for now and then. Safe for many threads; {@link #close} ends the thread.
 */
final class WatchedRun implements AutoCloseable {
  private static final Duration SURVEY = Duration.ofSeconds(5);

  private final Namespace run;
  private final int mostPairs;
  private final RunFollower follower;
  private volatile RunIndex index;
  private volatile RunTail.Progress progress = new RunTail.Progress(0, 0);
  private volatile boolean caughtUp;
  private volatile Map<Stage, Long> waiting = Map.of();

  private WatchedRun(Map<String, Object> kafka, Namespace run, int mostPairs) {
    this.run = run;
    this.mostPairs = mostPairs;
    this.index = new RunIndex(run, mostPairs);
    this.follower = RunFollower.start(kafka, run, RunIndex.TOPICS, Pass::new);
  }

  /**
   * Starts.
   *
   * @param kafka settings of clients and registry
   * @param mostPairs so many pairs are held; the oldest go first
   */
  static WatchedRun start(Map<String, Object> kafka, Namespace run, int mostPairs) {
    return new WatchedRun(kafka, run, mostPairs);
  }

  private final class Pass implements RunFollower.Pass {
    private final RunIndex filled = new RunIndex(run, mostPairs);
    private long surveyed = System.nanoTime() - SURVEY.toNanos();

    Pass() {
      index = filled;
    }

    @Override
    public void record(Position position, SpecificRecord value) {
      filled.record(position, value);
    }

    @Override
    public void unreadable(Position position, String why) {
      filled.unreadable(position, why);
    }

    @Override
    public void turn(Cluster cluster, RunTail.Progress made) {
      progress = made;
      caughtUp = made.caughtUp();
      if (System.nanoTime() - surveyed < SURVEY.toNanos()) return;
      waiting = RunStatus.waiting(cluster, run);
      surveyed = System.nanoTime();
    }
  }

  /** Looks at what is held; nothing changes meanwhile. */
  <T> T read(Function<RunIndex.View, T> question) {
    return index.read(question);
  }

  Namespace run() {
    return run;
  }

  /** How far what there was at the beginning has been read. */
  RunTail.Progress progress() {
    return progress;
  }

  /** Whether all of that has been read. */
  boolean caughtUp() {
    return caughtUp;
  }

  /** Calls that no worker has finished, by stage, some seconds ago. */
  Map<Stage, Long> waiting() {
    return waiting;
  }

  @Override
  public void close() {
    follower.close();
  }
}
