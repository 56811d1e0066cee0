package io.hone.consumers.calls;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * One consumer of the share group, on a thread of its own: takes one record, hands it out, waits
 * for its end, acknowledges.
 */
final class ShareTaker {
  private static final Logger LOG = LoggerFactory.getLogger(ShareTaker.class);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration COMMIT = Duration.ofSeconds(3);
  private static final Duration REST = Duration.ofMillis(500);

  private final SourceSettings settings;
  private final Supplier<ShareConsumer<byte[], byte[]>> consumers;
  private final int rank;
  private final CallHandler handler;
  private final Tally tally;
  private final SecondCopies copies;
  private final CalmPoll calm = new CalmPoll();
  private @Nullable ConsumerRecord<byte[], byte[]> copied;
  private volatile boolean stopping;
  private volatile boolean killed;
  private volatile long deadline;
  private volatile @Nullable ShareConsumer<byte[], byte[]> polled;
  private @Nullable Thread thread;

  ShareTaker(
      SourceSettings settings,
      Supplier<ShareConsumer<byte[], byte[]>> consumers,
      int rank,
      CallHandler handler,
      Tally tally,
      SecondCopies copies) {
    this.settings = settings;
    this.consumers = consumers;
    this.rank = rank;
    this.handler = handler;
    this.tally = tally;
    this.copies = copies;
  }

  void start(Consumer<RuntimeException> failed) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("hone-calls-" + settings.group() + "-" + rank)
            .start(() -> run(failed));
  }

  private void run(Consumer<RuntimeException> failed) {
    ShareConsumer<byte[], byte[]> consumer = null;
    try {
      consumer = consumers.get();
      consumer.setAcknowledgementCommitCallback(
          (offsets, failure) -> {
            if (failure != null)
              tally.refused(offsets.values().stream().mapToInt(o -> o.size()).sum());
          });
      consumer.subscribe(List.of(settings.topics().get(rank)));
      long asked = System.nanoTime();
      while (!stopping && !killed) {
        if (handler.paused()) {
          rest(consumer);
          continue;
        }
        if (!wanted(asked)) continue;
        asked = System.nanoTime();
        turn(consumer);
      }
      if (!killed) consumer.commitSync(COMMIT);
    } catch (KafkaException | IllegalStateException e) {
      if (!killed && !stopping) failed.accept(e);
    } finally {
      if (consumer != null) consumer.close(COMMIT);
    }
  }

  /**
   * Whether to fetch. Rarely even when nothing more is wanted: a fetch that was under way may have
   * brought a record, whose lock runs.
   */
  private boolean wanted(long asked) {
    if (handler.hungry(rank)) return true;
    if (System.nanoTime() - asked > settings.lock().toNanos() / 8) return true;
    LockSupport.parkNanos(LOOK.toNanos());
    return false;
  }

  /**
   * Out of the group for as long as nothing may be begun: else a record that a fetch under way
   * brings would be locked until somebody polls for it.
   */
  private void rest(ShareConsumer<byte[], byte[]> consumer) {
    try {
      consumer.commitSync(COMMIT);
      consumer.unsubscribe();
      while (handler.paused() && !stopping && !killed) LockSupport.parkNanos(LOOK.toNanos());
    } catch (InterruptException e) {
      killed = true;
    } catch (KafkaException e) {
      Ending.waitOut(settings.group(), e);
    } finally {
      if (!killed) consumer.subscribe(List.of(settings.topics().get(rank)));
    }
  }

  private void turn(ShareConsumer<byte[], byte[]> consumer) {
    try {
      polled = consumer;
      var records = calm.poll(consumer);
      polled = null;
      if (calm.spun()) restFrom(System.nanoTime());
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (killed) return;
        AcknowledgeType how = work(record);
        if (killed) return;
        consumer.acknowledge(record, how);
      }
      // The next poll carries the acknowledgement, if there is one soon.
      if (!records.isEmpty() && !killed) {
        if (copied != null) {
          // Else a death would leave the record beside its copy.
          consumer.commitSync(COMMIT);
        } else if (stopping || !handler.hungry(rank)) {
          consumer.commitAsync();
        }
      }
    } catch (WakeupException e) {
      // A stop: the loop looks at its flags.
    } catch (InterruptException e) {
      killed = true;
    } catch (KafkaException e) {
      Ending.waitOut(settings.group(), e);
    } finally {
      polled = null;
      // Its acknowledgement is committed, or has failed: that is no reason to keep the copy
      // waiting.
      if (copied != null) copies.settled(copied);
      copied = null;
    }
  }

  private void restFrom(long began) {
    while (!stopping && !killed && System.nanoTime() - began < REST.toNanos()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Blocks until the handler ended, or until it is cancelled by a stop or a death. */
  private AcknowledgeType work(ConsumerRecord<byte[], byte[]> record) {
    // A death now would leave a begun copy beside its original, which does not count the attempt.
    while (copies.unsettled(record) && !stopping && !killed) LockSupport.parkNanos(LOOK.toNanos());
    if (stopping || killed) return AcknowledgeType.RELEASE;
    int attempt = SecondCopies.triesBefore(record) + 1;
    if (record.deliveryCount().orElse((short) 1) > 1) {
      attempt++;
      // Above the tries it will not be begun, only given up: that needs no count.
      if (attempt <= settings.tries()) return copied(record, attempt - 1);
    }
    Delivery delivery = new Delivery(record, rank, attempt);
    tally.delivered(delivery);
    BlockingQueue<AcknowledgeType> end = new LinkedBlockingQueue<>();
    Disposable work =
        HandOut.begin(
            handler,
            delivery,
            done -> end.add(done ? AcknowledgeType.ACCEPT : AcknowledgeType.RELEASE));
    AcknowledgeType how = await(end);
    if (how == null) {
      work.dispose();
      // It may have ended in this very moment.
      how = end.poll();
    }
    if (how == AcknowledgeType.ACCEPT) {
      tally.acknowledged();
      return how;
    }
    tally.givenBack();
    if (!stopping && !killed) Ending.pause();
    return AcknowledgeType.RELEASE;
  }

  /** The copy is what will be begun; this record has done its part. */
  private AcknowledgeType copied(ConsumerRecord<byte[], byte[]> record, int tries) {
    copied = record;
    // Handing it back would use up its deliveries, and the broker forgets it after the tenth.
    long until = System.nanoTime() + settings.lock().toNanos() / 2;
    while (!stopping && !killed && System.nanoTime() - until < 0) {
      try {
        copies.write(record, tries);
        return AcknowledgeType.ACCEPT;
      } catch (InterruptException e) {
        killed = true;
      } catch (KafkaException e) {
        LOG.atWarn()
            .addKeyValue(
                "record", record.topic() + "-" + record.partition() + "@" + record.offset())
            .addKeyValue("reason", e.getMessage())
            .log("the attempts of a call could not be noted; it waits");
        Ending.pause();
      }
    }
    return AcknowledgeType.RELEASE;
  }

  private @Nullable AcknowledgeType await(BlockingQueue<AcknowledgeType> end) {
    try {
      while (!killed && !(stopping && System.nanoTime() - deadline >= 0)) {
        AcknowledgeType how = end.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (how != null) return how;
      }
    } catch (InterruptedException e) {
      killed = true;
    }
    return null;
  }

  void stop(Duration grace) {
    if (stopping) return;
    deadline = System.nanoTime() + grace.toNanos();
    stopping = true;
    wake();
  }

  /** From now on it says nothing more to the broker; {@link #wake} lets it notice. */
  void kill() {
    killed = true;
  }

  void wake() {
    ShareConsumer<byte[], byte[]> asleep = polled;
    if (asleep != null) asleep.wakeup();
  }

  void join(Duration limit) throws InterruptedException {
    Thread running = thread;
    if (running != null && !running.equals(Thread.currentThread())) running.join(limit);
  }
}
