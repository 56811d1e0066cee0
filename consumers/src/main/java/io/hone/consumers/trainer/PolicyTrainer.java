package io.hone.consumers.trainer;

import io.hone.consumers.trainer.TrainerStatus.Phase;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.event.ControlCommand;
import io.hone.models.torch.TorchRuntime;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.reading.Reading;
import io.hone.schemas.reading.RecordReader;
import io.hone.schemas.serde.ValueSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A trainer of a run. Of all that are started, in whatever process, one acts: the one that the
 * consumer group gives the only partition of the topic of commands. The others wait, and take over
 * within {@value #SESSION_MS} ms after its death.
 *
 * <p>Life cycle: {@link #start} starts a thread that waits for the broker, and for its turn. {@link
 * #close} stops what runs where it can go on later, leaves the group, and closes what was opened;
 * what {@link Means} holds stays the caller's.
 */
public final class PolicyTrainer implements AutoCloseable {
  static final int SESSION_MS = 10_000;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long PAUSE_MS = 1_000;
  private static final long CLOSE_SECONDS = 55;

  private final TrainerSettings settings;
  private final Map<String, Object> kafka;
  private final Means means;
  private final StatusBoard board;
  private final CompletableFuture<String> died = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private volatile boolean mine;
  private @Nullable Session session;

  /**
   * What a trainer works with.
   *
   * @param runtime that training runs on
   * @param store where versions lie
   * @param examiner who rules on candidates
   * @param clock of waits and announcements
   */
  public record Means(
      TorchRuntime runtime, ArtifactStore store, Examiner examiner, InstantSource clock) {}

  private PolicyTrainer(
      TrainerSettings settings,
      Map<String, Object> kafka,
      Means means,
      Consumer<TrainerEvent> listener) {
    this.settings = settings;
    this.kafka = Map.copyOf(kafka);
    this.means = means;
    this.board = new StatusBoard(means.clock(), listener);
    this.thread = new Thread(this::run, "hone-trainer");
  }

  /**
   * Starts a trainer.
   *
   * @param kafka settings of Kafka's clients and of the registry
   * @param listener told of everything; what it throws ends the trainer
   */
  public static PolicyTrainer start(
      TrainerSettings settings,
      Map<String, Object> kafka,
      Means means,
      Consumer<TrainerEvent> listener) {
    PolicyTrainer trainer = new PolicyTrainer(settings, kafka, means, listener);
    trainer.thread.start();
    return trainer;
  }

  /** What it does now. */
  public TrainerStatus status() {
    return board.status();
  }

  /** Completes with one sentence if it ends unasked. */
  public CompletableFuture<String> died() {
    return died;
  }

  private void run() {
    while (closing.getCount() > 0) {
      try (KafkaConsumer<byte[], byte[]> consumer = consumer();
          Deserializer<Object> values = ValueSerdes.specific(kafka)) {
        follow(consumer, new RecordReader(values));
      } catch (KafkaException e) {
        // The broker or the registry is away, or another trainer has fenced this one.
        endSession();
        board.show(Phase.WAITING, "", String.valueOf(e.getMessage()));
        board.tell(new TrainerEvent.Failed(String.valueOf(e.getMessage())));
        pause();
      } catch (RuntimeException | Error e) {
        endSession();
        died.complete("the trainer stopped: " + e.getMessage());
        return;
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    // The classic protocol: with it the client says how soon its death is noticed.
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 4);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer, RecordReader reader) {
    TopicPartition control = new TopicPartition(settings.topic(Topic.CONTROL), 0);
    try {
      consumer.subscribe(List.of(control.topic()), new Turns(control));
      while (closing.getCount() > 0) {
        long position = mine ? consumer.position(control) : -1;
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(control);
        if (!mine) continue;
        if (session == null) {
          long first =
              !records.isEmpty()
                  ? records.getFirst().offset()
                  : position >= 0 ? position : consumer.position(control);
          session = Session.open(settings, kafka, means, board, first, consumer::groupMetadata);
        }
        for (ConsumerRecord<byte[], byte[]> each : records) {
          session.obey(each.offset(), command(reader, each));
        }
        session.step();
      }
    } finally {
      endSession();
    }
  }

  private static Optional<ControlCommand> command(
      RecordReader reader, ConsumerRecord<byte[], byte[]> each) {
    return switch (reader.read(each.topic(), each.headers(), each.value(), ControlCommand.class)) {
      case Reading.Event<ControlCommand>(ControlCommand command) -> Optional.of(command);
      case Reading.Dead<ControlCommand> dead -> Optional.empty();
    };
  }

  /** Who acts; told within a poll, on the trainer's thread. */
  private final class Turns implements ConsumerRebalanceListener {
    private final TopicPartition control;

    Turns(TopicPartition control) {
      this.control = control;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (partitions.contains(control)) mine = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.contains(control)) return;
      endSession();
      board.tell(new TrainerEvent.Waits());
    }
  }

  private void endSession() {
    mine = false;
    if (session != null) session.close();
    session = null;
  }

  private void pause() {
    try {
      boolean unused = closing.await(PAUSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
