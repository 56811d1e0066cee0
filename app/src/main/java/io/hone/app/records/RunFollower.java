package io.hone.app.records;

import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.RunRecords;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topics of a run on a thread of its own, for as long as somebody wants to know of them:
 * from their beginning, to know how the run stands, or from now on, to know what happens.
 *
 * <p>Life cycle: {@link #start} and {@link #startFromNow} return at once; whatever fails, a new
 * pass begins a moment later. From the beginning, since a record that was passed over would make
 * every sum wrong; from then on, what came in between is passed over. {@link #close} ends the
 * thread.
 */
public final class RunFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunFollower.class);
  private static final Duration READ = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Map<String, Object> kafka;
  private final Namespace run;
  private final Set<Topic> topics;
  private final boolean whole;
  private final Supplier<? extends Pass> passes;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Takes the records of one reading, from where it begins. Called by one thread. */
  public interface Pass extends RunRecords.Receiver {
    /**
     * Called every half second or so, and when a batch was handed over.
     *
     * @param cluster of the run
     * @param progress of the reading, as far as it began at the beginning
     */
    void turn(Cluster cluster, RunTail.Progress progress);
  }

  private RunFollower(
      Map<String, Object> kafka,
      Namespace run,
      Set<Topic> topics,
      boolean whole,
      Supplier<? extends Pass> passes) {
    this.kafka = kafka;
    this.run = run;
    this.topics = topics;
    this.whole = whole;
    this.passes = passes;
    this.thread = Thread.ofPlatform().daemon().name("hone-run-follower").unstarted(this::follow);
  }

  /**
   * Starts from the beginning of the topics.
   *
   * @param kafka settings of clients and registry
   * @param topics what is read; one that the run does not have, because it is older, is left out
   * @param passes a new one for each reading from the beginning on
   */
  public static RunFollower start(
      Map<String, Object> kafka,
      Namespace run,
      Set<Topic> topics,
      Supplier<? extends Pass> passes) {
    return started(new RunFollower(kafka, run, topics, true, passes));
  }

  /**
   * Starts with what comes from now on; the first turn tells that nothing is missed any more.
   *
   * @param kafka settings of clients and registry
   * @param topics what is read; one that the run does not have, because it is older, is left out
   * @param passes a new one whenever reading begins anew
   */
  public static RunFollower startFromNow(
      Map<String, Object> kafka,
      Namespace run,
      Set<Topic> topics,
      Supplier<? extends Pass> passes) {
    return started(new RunFollower(kafka, run, topics, false, passes));
  }

  private static RunFollower started(RunFollower follower) {
    follower.thread.start();
    return follower;
  }

  private void follow() {
    while (closed.getCount() > 0) {
      try (Cluster cluster = Cluster.connect(kafka);
          RunTail tail = open(cluster)) {
        Pass pass = passes.get();
        while (closed.getCount() > 0) {
          tail.poll(READ, pass);
          pass.turn(cluster, tail.progress());
        }
      } catch (KafkaException e) {
        if (closed.getCount() == 0) return;
        log.info(
            "The run cannot be followed for now; it is tried again. reason={}", e.getMessage());
        pause();
      }
    }
  }

  private RunTail open(Cluster cluster) {
    Set<Topic> there = there(cluster);
    return whole
        ? RunTail.open(cluster, run, there, Set.of())
        : RunTail.open(cluster, run, Set.of(), there);
  }

  private Set<Topic> there(Cluster cluster) {
    Set<String> names = Cluster.get(cluster.admin().listTopics().names());
    Set<Topic> there = new HashSet<>(topics);
    there.removeIf(topic -> topic != Topic.PROMPTS && !names.contains(run.topic(topic)));
    return there;
  }

  private void pause() {
    try {
      boolean ended = closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) log.debug("The following ends.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the thread has ended, after a few seconds at most. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
