package io.hone.consumers.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A plain consumer whose records end in any order. Committed is the offset below which all are
 * done, with a {@link ProgressNote} on those above it.
 *
 * <p>A call is handed out only after a commit that counts the attempt, so that a call that kills
 * the process cannot do so for ever. Its last try it gets alone: calls that were merely in flight
 * beside a deadly one are not given up with it.
 *
 * <p>One thread owns the consumer and everything here but the queue of what has ended. A partition
 * that is taken away is committed with what is done; what is in flight goes on, and its result is
 * written, but it no longer moves an offset.
 */
final class SlidingWindowSource implements CallSource {
  private static final Logger LOG = LoggerFactory.getLogger(SlidingWindowSource.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration LEAVE = Duration.ofSeconds(3);

  /**
   * A fetch that went out while a full partition was paused waits so long for the empty ones, and
   * the next, with what was resumed meanwhile, only goes out after it: 500 ms, the default, would
   * be the time of a window.
   */
  private static final int FETCH_WAIT_MS = 10;

  /** What does not wait so long: else each small batch of calls would be a request of its own. */
  private static final int FETCH_BYTES = 64 << 10;

  /**
   * Gives each worker its share of every topic, as far as the partitions go. The broker's default,
   * "uniform", only evens out the sum: one worker may get all partitions of the stage that has the
   * work, and another none.
   */
  private static final String ASSIGNOR = "range";

  private record Ended(Assignment from, long offset, boolean done) {}

  private record Start(Assignment from, Delivery delivery) {}

  private final SourceSettings settings;
  private final Map<String, Object> config;
  private final LongSupplier nanos = System::nanoTime;
  private final Tally tally = new Tally();
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Assignment> owned = new HashMap<>();

  /** Taken away with work in flight, which goes on. */
  private final Set<Assignment> leaving = new HashSet<>();

  private final Sinks.Empty<Void> end = Sinks.empty();
  private final AtomicBoolean started = new AtomicBoolean();

  /** Begun, but not yet by a commit. */
  private final List<Start> announced = new ArrayList<>();

  /** The last try that runs alone, if one does. */
  private @Nullable Ended alone;

  private boolean committing;
  private long lastCommit;
  private long takeAgainAt;
  private @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile boolean killed;
  private volatile Duration grace = Duration.ZERO;

  SlidingWindowSource(SourceSettings settings, Map<String, Object> kafka) {
    this.settings = settings;
    this.config = new HashMap<>(kafka);
    config.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    if ("consumer".equals(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      config.putIfAbsent(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, ASSIGNOR);
    }
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.window());
    config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    config.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES);
  }

  @Override
  public void start(CallHandler handler) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("a call source starts once");
    }
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("hone-calls-" + settings.group())
            .start(() -> run(handler));
  }

  private void run(CallHandler handler) {
    try (Consumer closer = new Consumer(open())) {
      KafkaConsumer<byte[], byte[]> consumer = closer.consumer();
      consumer.subscribe(settings.topics(), new Rebalance(consumer));
      lastCommit = nanos.getAsLong();
      while (!stopping && !killed) {
        turn(consumer, handler, !handler.paused());
      }
      finish(consumer, handler);
      end.tryEmitEmpty();
    } catch (KafkaException | IllegalStateException e) {
      Ending.report(settings.group(), e);
      end.tryEmitError(e);
    } finally {
      owned.values().forEach(Assignment::cancel);
      leaving.forEach(Assignment::cancel);
    }
  }

  private KafkaConsumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Leaves the group, quickly where it died. */
  private record Consumer(KafkaConsumer<byte[], byte[]> consumer) implements AutoCloseable {
    @Override
    public void close() {
      consumer.close(CloseOptions.timeout(LEAVE));
    }
  }

  private void turn(KafkaConsumer<byte[], byte[]> consumer, CallHandler handler, boolean takeMore) {
    try {
      settle();
      if (takeMore) take();
      commit(consumer, handler);
      flow(consumer, takeMore);
      poll(consumer).forEach(record -> accept(consumer, record));
    } catch (WakeupException e) {
      // A stop: the loops look at their flags.
    } catch (InterruptException e) {
      killed = true;
    } catch (KafkaException e) {
      Ending.waitOut(settings.group(), e);
    }
  }

  /**
   * What has come, or nothing after {@link #POLL}. While it holds records of a paused partition,
   * the consumer does not wait for others but looks again and again, with all of a processor
   * (KAFKA-21084).
   */
  private ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
    if (owned.values().stream().noneMatch(Assignment::paused)) return consumer.poll(POLL);
    ConsumerRecords<byte[], byte[]> come = consumer.poll(Duration.ZERO);
    if (come.isEmpty()) LockSupport.parkNanos(POLL.toNanos());
    return come;
  }

  /** Takes in what handlers have ended since the last turn. */
  private void settle() {
    for (Ended one; (one = ended.poll()) != null; ) {
      Assignment from = one.from();
      Running was = from.running().remove(one.offset());
      if (alone != null && alone.from() == from && alone.offset() == one.offset()) alone = null;
      if (owned.get(from.partition()) != from) {
        tally.dropped();
        if (!from.busy()) leaving.remove(from);
      } else if (one.done()) {
        from.window().done(one.offset());
        tally.acknowledged();
      } else {
        if (was != null) from.waitAgain(one.offset(), was.record());
        tally.givenBack();
        takeAgainAt = nanos.getAsLong() + Ending.PAUSE.toNanos();
      }
    }
  }

  /** Begins what there is room for, the topic in front first. */
  private void take() {
    if (nanos.getAsLong() < takeAgainAt) return;
    Map<Integer, Integer> held = new HashMap<>();
    owned.values().forEach(a -> held.merge(a.rank(), a.held(), Integer::sum));
    owned.values().stream()
        .sorted(Comparator.comparingInt(Assignment::rank))
        .forEach(assignment -> take(assignment, held));
  }

  private void take(Assignment from, Map<Integer, Integer> held) {
    Iterator<ConsumerRecord<byte[], byte[]>> waiting = from.waiting().iterator();
    while (waiting.hasNext() && held.getOrDefault(from.rank(), 0) < settings.window()) {
      ConsumerRecord<byte[], byte[]> record = waiting.next();
      if (!from.window().within(record.offset())) return;
      boolean last = from.window().attempts(record.offset()) + 1 == settings.tries();
      if (last && alone != null) continue;
      waiting.remove();
      int attempt = from.window().begin(record.offset());
      if (last) alone = new Ended(from, record.offset(), false);
      from.running().put(record.offset(), new Running(record));
      announced.add(new Start(from, new Delivery(record, from.rank(), attempt)));
      held.merge(from.rank(), 1, Integer::sum);
    }
  }

  /** Commits what is new, at once if something waits for it, one commit at a time. */
  private void commit(KafkaConsumer<byte[], byte[]> consumer, CallHandler handler) {
    boolean due = nanos.getAsLong() - lastCommit >= settings.commitInterval().toNanos();
    if (committing || (announced.isEmpty() && !due)) return;
    Map<TopicPartition, OffsetAndMetadata> news = news(owned.values());
    lastCommit = nanos.getAsLong();
    List<Start> starts = List.copyOf(announced);
    announced.clear();
    if (news.isEmpty()) {
      starts.forEach(start -> handOut(start, handler));
      return;
    }
    committing = true;
    consumer.commitAsync(
        news,
        (offsets, failure) -> {
          committing = false;
          if (failure == null) {
            offsets.forEach(this::committed);
            starts.forEach(start -> handOut(start, handler));
          } else {
            tally.refused(1);
            LOG.atDebug()
                .addKeyValue("group", settings.group())
                .addKeyValue("reason", failure.getMessage())
                .log("a commit failed and is made again");
            announced.addAll(starts);
          }
        });
  }

  private static Map<TopicPartition, OffsetAndMetadata> news(Collection<Assignment> from) {
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    for (Assignment assignment : from) {
      assignment.unsaid().ifPresent(said -> news.put(assignment.partition(), said));
    }
    return news;
  }

  private void committed(TopicPartition partition, OffsetAndMetadata said) {
    Assignment assignment = owned.get(partition);
    if (assignment != null) assignment.said(said);
  }

  private void handOut(Start start, CallHandler handler) {
    Assignment from = start.from();
    Delivery delivery = start.delivery();
    long offset = delivery.record().offset();
    Running running = from.running().get(offset);
    if (running == null) return;
    if (killed || stopping || owned.get(from.partition()) != from) {
      from.forget(offset);
      return;
    }
    tally.delivered(delivery);
    running.work(
        HandOut.begin(handler, delivery, done -> ended.add(new Ended(from, offset, done))));
  }

  /** Pauses the partitions that have enough waiting; a paused consumer stays in its group. */
  private void flow(KafkaConsumer<byte[], byte[]> consumer, boolean takeMore) {
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (Assignment assignment : owned.values()) {
      boolean enough =
          !takeMore
              || assignment.waiting().size() >= settings.window()
              || assignment.window().full();
      if (enough == assignment.paused()) continue;
      assignment.paused(enough);
      (enough ? pause : resume).add(assignment.partition());
    }
    if (!pause.isEmpty()) consumer.pause(pause);
    if (!resume.isEmpty()) consumer.resume(resume);
  }

  private void accept(
      KafkaConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Assignment assignment = owned.get(partition);
    if (assignment == null || assignment.window().next() > record.offset()) {
      if (assignment != null) assignment.cancel();
      assignment = begin(consumer, partition, record.offset());
      owned.put(partition, assignment);
    }
    if (assignment.window().offer(record.offset())) assignment.waiting().add(record);
  }

  /** What was committed, or nothing if it is of another life of the topic. */
  private Assignment begin(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long first) {
    OffsetAndMetadata said = null;
    for (boolean asked = false; !asked && !killed; ) {
      try {
        said = consumer.committed(Set.of(partition)).get(partition);
        asked = true;
      } catch (KafkaException e) {
        if (!Ending.passes(e) && !(e instanceof WakeupException)) throw e;
      }
    }
    int rank = settings.topics().indexOf(partition.topic());
    if (said == null || said.offset() > first) {
      return new Assignment(partition, rank, new PartitionWindow(first, new int[0], span()));
    }
    int[] marks =
        ProgressNote.decode(said.metadata())
            .orElseGet(
                () -> {
                  LOG.atWarn()
                      .addKeyValue("partition", partition)
                      .log("the committed offset has a note of someone else; it is ignored");
                  return new int[0];
                });
    return new Assignment(partition, rank, new PartitionWindow(said.offset(), marks, span()));
  }

  private static int span() {
    return ProgressNote.MOST - 500;
  }

  /** Waits for what is held, then says how far everything came. */
  private void finish(KafkaConsumer<byte[], byte[]> consumer, CallHandler handler) {
    if (killed) return;
    long until = nanos.getAsLong() + grace.toNanos();
    do {
      announced.forEach(start -> start.from().forget(start.delivery().record().offset()));
      announced.clear();
      turn(consumer, handler, false);
    } while (!killed && busy() && nanos.getAsLong() < until);
    if (killed) return;
    settle();
    release(consumer, owned.values());
    owned.values().forEach(a -> a.running().forEach((offset, running) -> tally.givenBack()));
  }

  private boolean busy() {
    return Stream.concat(owned.values().stream(), leaving.stream()).anyMatch(Assignment::busy);
  }

  /** Commits what is done, and takes back the attempts of what was not ended by a death. */
  private void release(KafkaConsumer<byte[], byte[]> consumer, Collection<Assignment> from) {
    for (Assignment assignment : from) {
      assignment.running().keySet().forEach(assignment.window()::giveBack);
    }
    Map<TopicPartition, OffsetAndMetadata> news = news(from);
    if (news.isEmpty()) return;
    try {
      consumer.commitSync(news, COMMIT);
    } catch (KafkaException e) {
      tally.refused(1);
      LOG.atWarn()
          .addKeyValue("partitions", news.keySet())
          .addKeyValue("reason", e.getMessage())
          .log("the last commit failed; what was done since the one before comes again");
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Rebalance(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      // What was committed is asked for with the first record.
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (killed) return;
      settle();
      List<Assignment> gone =
          partitions.stream().filter(owned::containsKey).map(owned::get).toList();
      release(consumer, gone);
      onPartitionsLost(partitions);
    }

    /** Another owns them: nothing of them is committed from here any more. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        Assignment gone = owned.remove(partition);
        if (gone == null) continue;
        if (alone != null && alone.from() == gone) alone = null;
        announced.stream()
            .filter(start -> start.from() == gone)
            .forEach(start -> gone.forget(start.delivery().record().offset()));
        announced.removeIf(start -> start.from() == gone);
        if (gone.busy()) leaving.add(gone);
      }
    }
  }

  @Override
  public void stop(Duration grace) {
    this.grace = grace;
    stopping = true;
    join(grace.plus(COMMIT).plus(LEAVE).plus(LEAVE));
  }

  @Override
  public void close() {
    killed = true;
    join(LEAVE.plus(LEAVE));
  }

  private void join(Duration limit) {
    Thread running = thread;
    if (running == null || running.equals(Thread.currentThread())) return;
    try {
      running.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Mono<Void> ended() {
    return end.asMono();
  }

  @Override
  public SourceCounts counts() {
    return tally.counts();
  }
}
