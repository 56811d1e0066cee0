package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.testing.TestBroker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

@Tag("slow")
class ShareGroupSourceTest extends CallSourceContract {
  @Override
  SourceKind kind() {
    return SourceKind.SHARE_GROUP;
  }

  @Test
  void shouldHoldNothingThatOthersCouldDoWhilePaused() {
    Notes resting = new Notes(after(5));
    start(resting);
    write(0, 0, 4);
    await().atMost(LONG).until(() -> resting.seen.size() == 4);
    resting.paused = true;
    await().atMost(LONG).during(Duration.ofSeconds(2)).until(() -> resting.seen.size() == 4);

    write(0, 4, 40);
    Notes working = new Notes(after(5));
    CallSource other = start(working);

    await().atMost(LONG).until(() -> other.counts().acknowledged() == 36);
    assertThat(resting.seen).hasSize(4);
  }

  @Test
  void shouldNotSpinWhileItsBrokerIsAway(@TempDir Path folder) {
    try (TestBroker own = TestBroker.start(folder)) {
      createTopicsOn(own);
      write(0, 0, 20);
      Notes notes = new Notes(after(5));
      CallSource source = start(notes);
      await().atMost(LONG).until(() -> source.counts().acknowledged() == 20);

      own.stop();
      // What was under way, and the last long poll of each.
      await().pollDelay(CalmPoll.LONGEST.multipliedBy(3)).until(() -> true);
      assertThat(pollingTakesFor(Duration.ofSeconds(3))).isLessThan(0.3);

      // Because they rest, not because they have ended.
      own.start();
      write(0, 20, 30);
      await().atMost(LONG).until(() -> source.counts().acknowledged() >= 30);
      closeSources();
    }
  }

  /** Sees what all consumers of a source take, and stands between them and the broker. */
  private abstract static class Listening {
    final AtomicInteger copiesTaken = new AtomicInteger();
    final AtomicInteger commits = new AtomicInteger();

    /** Before a commit that is waited for; an error is the commit's error. */
    abstract void committing() throws InterruptedException;

    @SuppressWarnings("unchecked")
    ShareConsumer<byte[], byte[]> around(ShareConsumer<byte[], byte[]> consumer) {
      return (ShareConsumer<byte[], byte[]>)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ShareConsumer.class},
              (proxy, method, arguments) -> call(consumer, method, arguments));
    }

    private Object call(ShareConsumer<byte[], byte[]> consumer, Method method, Object[] arguments)
        throws Throwable {
      if (method.getName().equals("commitSync")) {
        commits.incrementAndGet();
        committing();
      }
      try {
        Object result = method.invoke(consumer, arguments);
        if (result instanceof ConsumerRecords<?, ?> records) records.forEach(this::taken);
        return result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private void taken(ConsumerRecord<?, ?> record) {
      if (record.headers().lastHeader(SecondCopies.HEADER) != null) copiesTaken.incrementAndGet();
    }
  }

  private CallSource start(Listening listening, CallHandler handler) {
    return start(
        new ShareGroupSource(
            settings,
            broker.clients(),
            config -> listening.around(ShareGroupSource.consumer(config))),
        handler);
  }

  private void dieWith(int calls) {
    Notes dying = new Notes(CallSourceContract::never);
    CallSource first = start(dying);
    await().atMost(LONG).until(() -> dying.seen.size() == calls);
    first.close();
  }

  @Test
  void shouldNotBeginACopyBeforeItsOriginalIsAcknowledged() {
    write(0, 0, 1);
    dieWith(1);
    CountDownLatch gate = new CountDownLatch(1);
    Listening slow =
        new Listening() {
          @Override
          void committing() throws InterruptedException {
            gate.await();
          }
        };
    Notes notes = new Notes(CallSourceContract::never);

    start(slow, notes);
    await().atMost(LONG).until(() -> slow.commits.get() == 1 && slow.copiesTaken.get() == 1);
    await()
        .during(Duration.ofMillis(500))
        .atMost(LONG)
        .untilAsserted(() -> assertThat(notes.seen).isEmpty());
    gate.countDown();
    await().atMost(LONG).until(() -> !notes.seen.isEmpty());

    assertThat(notes.seen).extracting(Delivery::attempt).containsExactly(2);
  }

  @Test
  void shouldBeginACopyWhoseOriginalCouldNotBeAcknowledged() {
    write(0, 0, 1);
    dieWith(1);
    Listening failing =
        new Listening() {
          @Override
          void committing() {
            if (commits.get() == 1) throw new TimeoutException("no answer");
          }
        };
    Notes notes = new Notes(delivery -> Mono.empty());

    CallSource source = start(failing, notes);
    await().atMost(LONG).until(() -> source.counts().acknowledged() == 1);

    assertThat(failing.commits).hasPositiveValue();
    assertThat(notes.seen).extracting(Delivery::attempt).containsExactly(2);
  }

  /** What a death between the copy's write and the original's acknowledgement leaves. */
  @Test
  void shouldBoundTheAttemptsOfACallThatStandsBesideItsCopy() {
    write(0, 0, 1);
    dieWith(1);
    byte[] text = "0/0".getBytes(StandardCharsets.UTF_8);
    broker.write(
        List.of(
            new ProducerRecord<>(
                settings.topics().getFirst(),
                null,
                text,
                text,
                List.of(
                    new RecordHeader(SecondCopies.HEADER, new byte[] {'1'}),
                    new RecordHeader(SecondCopies.ORIGINAL, new byte[] {'0'})))));
    List<Integer> attempts = new ArrayList<>();

    for (int death = 0; death < settings.tries() - 1; death++) {
      Notes notes = new Notes(CallSourceContract::never);
      CallSource source = start(notes);
      await().atMost(LONG).until(() -> notes.seen.size() == 2);
      source.close();
      notes.seen.forEach(delivery -> attempts.add(delivery.attempt()));
    }
    Notes last = new Notes(delivery -> Mono.empty());
    CallSource source = start(last);
    await().atMost(LONG).until(() -> source.counts().acknowledged() == 2);

    assertThat(attempts).containsExactly(2, 2, 3, 3);
    assertThat(last.seen).extracting(Delivery::attempt).containsExactly(4, 4);
  }
}
