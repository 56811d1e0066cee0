package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The times that the guide promises for the broker in its child JVM, with data in its folder.
 *
 * <p>They are promised for an idle machine, and the one that runs this may do other work: a limit
 * grows with the time that a clean start takes here and now. One of three tries in time proves that
 * the broker can keep them; a broker that became slower misses all three.
 */
@Tag("slow")
class BrokerPromisesTest {
  private static final Duration STOP = Duration.ofSeconds(1);
  private static final Duration RECOVERY = Duration.ofSeconds(8);

  /** A clean start takes so long on the machine that the promises are for. */
  private static final Duration USUAL_START = Duration.ofSeconds(3);

  private static final int TRIES = 3;
  private static final List<String> RECORDS =
      IntStream.range(0, 5_000).mapToObj(i -> "record " + i).toList();

  @TempDir Path folder;

  @BeforeEach
  void fill() throws Exception {
    try (BrokerProcess broker = start()) {
      BrokerClient client = BrokerClient.of(broker);
      client.createTopic("kept");
      try (KafkaProducer<String, String> producer = client.producer(Map.of("acks", "all"))) {
        List<Future<?>> sent = new ArrayList<>();
        for (String value : RECORDS) sent.add(producer.send(new ProducerRecord<>("kept", value)));
        for (Future<?> future : sent) future.get();
      }
    }
  }

  @Test
  void shouldStopCleanlyWithinASecond() throws Exception {
    Duration limit = here(STOP);
    Duration best =
        bestOf(
            () -> {
              BrokerProcess broker = start();
              Duration took = timed("clean stop", broker::close);
              assertThat(folder.resolve("unclean")).doesNotExist();
              return took;
            },
            limit);

    assertThat(best).isLessThan(limit);
  }

  @Test
  void shouldServeWithinEightSecondsAfterAKill() throws Exception {
    Duration limit = here(RECOVERY);
    Duration best =
        bestOf(
            () -> {
              killedWhileServing();
              List<BrokerProcess> again = new ArrayList<>();
              Duration took = timed("start after kill -9", () -> again.add(start()));
              try (BrokerProcess broker = again.getFirst()) {
                assertThat(BrokerClient.of(broker).consume("kept", RECORDS.size()))
                    .isEqualTo(RECORDS);
              }
              return took;
            },
            limit);

    assertThat(best).isLessThan(limit);
  }

  /** What a promise is worth on this machine, as busy as it is. */
  private Duration here(Duration promise) {
    List<BrokerProcess> started = new ArrayList<>();
    Duration start = timed("clean start", () -> started.add(start()));
    started.getFirst().close();
    double slower = Math.max(1, (double) start.toMillis() / USUAL_START.toMillis());
    return Duration.ofMillis((long) (promise.toMillis() * slower));
  }

  private void killedWhileServing() {
    try (BrokerProcess killed = start()) {
      ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
      assertThat(killed.died()).succeedsWithin(Duration.ofSeconds(5));
      assertThat(folder.resolve("unclean")).exists();
    }
  }

  /** The first time below the limit, else the shortest. */
  private static Duration bestOf(Callable<Duration> work, Duration limit) throws Exception {
    Duration best = work.call();
    for (int i = 1; i < TRIES && best.compareTo(limit) >= 0; i++) {
      Duration took = work.call();
      if (took.compareTo(best) < 0) best = took;
    }
    return best;
  }

  private BrokerProcess start() {
    return BrokerProcess.start(BrokerSettings.of(folder));
  }

  private static Duration timed(String what, Runnable work) {
    long before = System.nanoTime();
    work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    System.out.printf("child %s: %d ms%n", what, took.toMillis());
    return took;
  }
}
