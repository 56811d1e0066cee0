package io.hone.consumers.calls;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A share group (KIP-932) with several consumers of one record each for every topic.
 *
 * <p>One record each, because a consumer may not poll while it holds an unacknowledged record: with
 * more, the slowest of a batch holds up the rest. A topic per consumer, because a broker serves the
 * topics of one consumer in turn, and later stages are to come first. The lock is never renewed: a
 * renewal makes the client fetch a record that it cannot hand out, whose own lock then runs.
 *
 * <p>A thread for each consumer, and one that sets the group up and starts them.
 */
final class ShareGroupSource implements CallSource {
  private static final Duration LEAVE = Duration.ofSeconds(8);

  private final SourceSettings settings;
  private final Map<String, Object> kafka;
  private final Function<Map<String, Object>, ShareConsumer<byte[], byte[]>> consumers;
  private final Tally tally = new Tally();
  private final List<ShareTaker> takers = new CopyOnWriteArrayList<>();
  private final Sinks.Empty<Void> end = Sinks.empty();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean ending;
  private @Nullable Thread starter;
  private @Nullable SecondCopies copies;

  ShareGroupSource(SourceSettings settings, Map<String, Object> kafka) {
    this(settings, kafka, ShareGroupSource::consumer);
  }

  /** With consumers that someone listens to. */
  ShareGroupSource(
      SourceSettings settings,
      Map<String, Object> kafka,
      Function<Map<String, Object>, ShareConsumer<byte[], byte[]>> consumers) {
    this.settings = settings;
    this.kafka = Map.copyOf(kafka);
    this.consumers = consumers;
  }

  static ShareConsumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaShareConsumer<>(
        config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void start(CallHandler handler) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("a call source starts once");
    }
    starter =
        Thread.ofPlatform()
            .daemon()
            .name("hone-calls-" + settings.group())
            .start(() -> setUp(handler));
  }

  private void setUp(CallHandler handler) {
    try {
      while (!applied()) {
        if (ending) return;
      }
      if (ending) return;
      SecondCopies second = new SecondCopies(kafka);
      copies = second;
      for (int rank = 0; rank < settings.topics().size(); rank++) {
        for (int i = 0; i < settings.consumers(); i++) {
          takers.add(
              new ShareTaker(
                  settings, () -> consumers.apply(config()), rank, handler, tally, second));
        }
      }
      takers.forEach(taker -> taker.start(this::fail));
      // A stop in between has seen none of them.
      if (ending) kill();
    } catch (KafkaException | IllegalStateException e) {
      fail(e);
    }
  }

  private boolean applied() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    try (Admin admin = Admin.create(config)) {
      ShareGroupSetup.apply(admin, settings);
      return true;
    } catch (KafkaException e) {
      Ending.waitOut(settings.group(), e);
      return false;
    }
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // Else a poll may bring a whole batch of a producer.
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // A call may take long, and a stage may rest for hours while later ones are served.
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
    config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 2_000);
    return config;
  }

  private void fail(RuntimeException e) {
    Ending.report(settings.group(), e);
    ending = true;
    kill();
    end.tryEmitError(e);
  }

  /** All at once, as a death is: else one takes what another has let go. */
  private void kill() {
    takers.forEach(ShareTaker::kill);
    takers.forEach(ShareTaker::wake);
  }

  @Override
  public void stop(Duration grace) {
    ending = true;
    takers.forEach(taker -> taker.stop(grace));
    join(grace.plus(LEAVE));
  }

  @Override
  public void close() {
    ending = true;
    kill();
    join(LEAVE);
  }

  private void join(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      Thread setup = starter;
      if (setup != null && !setup.equals(Thread.currentThread())) setup.join(limit);
      for (ShareTaker taker : takers) {
        taker.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      }
      SecondCopies used = copies;
      if (used != null) used.close();
      end.tryEmitEmpty();
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
