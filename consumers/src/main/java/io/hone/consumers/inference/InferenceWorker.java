package io.hone.consumers.inference;

import io.hone.consumers.calls.CallSource;
import io.hone.schemas.reading.RecordReader;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.Deserializer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One worker process's work: all stages, later ones first, many calls in flight.
 *
 * <p>Life cycle: {@link #start} opens the source, the producer, the serdes and a few threads.
 * {@link #stop} takes nothing more, waits for what is in flight up to the grace of the settings,
 * hands back the rest and closes what was opened; {@link #close} does the same without the wait,
 * and leaves the rest to be found by others as after a death. The models stay the caller's.
 *
 * <p>A broker or registry that is not there, at the start or later, is waited for.
 */
public final class InferenceWorker implements AutoCloseable {
  private static final int THREADS = 8;
  private static final int QUEUE = 100_000;

  private final WorkerSettings settings;
  private final CallSource source;
  private final CallWork work;
  private final Slots slots;
  private final RecordWriter writer;
  private final Deserializer<Object> deserializer;
  private final Scheduler blocking;
  private final AtomicBoolean closed = new AtomicBoolean();

  private InferenceWorker(
      WorkerSettings settings,
      Map<String, Object> kafka,
      ModelRouter models,
      BooleanSupplier paused,
      Scheduler time) {
    this.settings = settings;
    this.blocking = Schedulers.newBoundedElastic(THREADS, QUEUE, "hone-worker", 60, true);
    this.slots =
        new Slots(
            settings.slots(),
            WorkerSettings.STAGES.size(),
            WorkerSettings.patience(settings.source().lock()),
            System::nanoTime);
    Deserializer<Object> values = ValueSerdes.specific(kafka);
    this.deserializer = values;
    this.writer =
        new RecordWriter(RecordWriter.producer(kafka), ValueSerdes.serializer(kafka), blocking);
    this.work =
        new CallWork(
            settings,
            new RecordReader(values),
            new ModelCalls(settings, models, slots, time),
            writer,
            slots,
            blocking,
            paused);
    this.source = CallSource.of(settings.source(), kafka);
  }

  /**
   * Starts a worker; it works when this returns, or waits for the broker.
   *
   * @param kafka settings of Kafka's clients and of the registry, under their own keys: {@code
   *     bootstrap.servers}, {@code schema.registry.url}, security
   */
  public static InferenceWorker start(
      WorkerSettings settings, Map<String, Object> kafka, ModelRouter models) {
    return start(settings, kafka, models, () -> false);
  }

  /**
   * As above, and takes no new calls while the run is paused; what is in flight ends.
   *
   * @param paused asked often, by many threads; must not block
   */
  public static InferenceWorker start(
      WorkerSettings settings,
      Map<String, Object> kafka,
      ModelRouter models,
      BooleanSupplier paused) {
    return start(new InferenceWorker(settings, kafka, models, paused, Schedulers.parallel()));
  }

  /** With another clock for the waits around the model. */
  static InferenceWorker start(
      WorkerSettings settings, Map<String, Object> kafka, ModelRouter models, Scheduler time) {
    return start(new InferenceWorker(settings, kafka, models, () -> false, time));
  }

  private static InferenceWorker start(InferenceWorker worker) {
    worker.source.start(worker.work);
    return worker;
  }

  /** Completes when the worker has ended; with an error if it cannot go on. */
  public Mono<Void> ended() {
    return source.ended();
  }

  /** How it stands now. */
  public WorkerReport report() {
    return new WorkerReport(
        Instant.now(), slots.taken(), slots.waiting(), source.counts(), work.counts());
  }

  /** Ends in order, within the grace and about fifteen seconds. */
  public void stop() {
    if (closed.compareAndSet(false, true)) {
      source.stop(settings.grace());
      release();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      source.close();
      release();
    }
  }

  private void release() {
    writer.close();
    deserializer.close();
    blocking.disposeGracefully().timeout(Duration.ofSeconds(2)).onErrorComplete().block();
    blocking.dispose();
  }
}
