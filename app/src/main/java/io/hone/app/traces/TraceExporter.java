package io.hone.app.traces;

import io.hone.app.records.RunFollower;
import io.hone.app.records.RunTail;
import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a run's episodes to a collector as traces, from now on: a span for each prompt, completion,
 * pair and outcome that is committed.
 *
 * <p>Life cycle: reads and writes on one thread of its own, which begins anew after a failure. A
 * collector that is away or slow costs spans, nothing else. {@link #close} ends after some seconds
 * at most, whatever the collector does.
 */
public final class TraceExporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TraceExporter.class);
  private static final Duration UNTIL_FOLLOWING = Duration.ofSeconds(10);
  private static final Set<Topic> TOPICS =
      Set.of(Topic.PROMPTS, Topic.COMPLETIONS, Topic.PREFERENCES, Topic.OUTCOMES);

  private final CountDownLatch following = new CountDownLatch(1);
  private final EpisodeSpans spans;
  private final SpanWriter writer;
  private final RunFollower follower;

  private TraceExporter(TraceSettings settings, Map<String, Object> kafka, Namespace run) {
    this.spans = new EpisodeSpans(run.run());
    this.writer = new SpanWriter(settings, SpanWriter.LAST, lost -> tell(settings, lost));
    this.follower = RunFollower.startFromNow(kafka, run, TOPICS, Pass::new);
  }

  /**
   * Starts, and returns when it follows the topics, so that nothing that comes after is missed; or
   * after ten seconds, and then some spans may be.
   *
   * @param kafka settings of clients and registry
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   */
  public static TraceExporter start(
      TraceSettings settings, Map<String, Object> kafka, Namespace run) {
    try (Cluster cluster = Cluster.connect(kafka)) {
      TOPICS.forEach(topic -> cluster.requireTopic(run.topic(topic)));
    }
    TraceExporter exporter = new TraceExporter(settings, kafka, run);
    exporter.awaitFollowing();
    return exporter;
  }

  private void awaitFollowing() {
    try {
      if (!following.await(UNTIL_FOLLOWING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Traces do not follow the run yet; they begin when they do.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(TraceSettings settings, SortedMap<String, Long> lost) {
    log.warn(
        "Spans did not reach the collector, and episodes go on; see whether it is up and takes OTLP"
            + " by HTTP. endpoint={} spans={}",
        settings.endpoint(),
        lost);
  }

  private final class Pass implements RunFollower.Pass {
    @Override
    public void record(Position position, SpecificRecord value) {
      spans.of(value).ifPresent(writer::write);
    }

    @Override
    public void unreadable(Position position, String why) {
      // Whoever plays the episodes makes a dead letter of it.
    }

    @Override
    public void turn(Cluster cluster, RunTail.Progress progress) {
      following.countDown();
    }
  }

  @Override
  public void close() {
    follower.close();
    writer.close();
  }
}
