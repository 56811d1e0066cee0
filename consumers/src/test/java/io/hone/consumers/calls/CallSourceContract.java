package io.hone.consumers.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What every call source promises; asked of each on a real broker. */
@ExtendWith(Shared.class)
@SuppressWarnings("NullAway.Init") // set before each test
abstract class CallSourceContract {
  static final Duration LONG = Duration.ofSeconds(30);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  TestBroker broker;
  SourceSettings settings;
  private final List<CallSource> open = new ArrayList<>();

  abstract SourceKind kind();

  @BeforeEach
  void createTopics(TestBroker shared) {
    createTopicsOn(shared);
  }

  void createTopicsOn(TestBroker where) {
    broker = where;
    String run = broker.unique("run");
    List<String> topics = List.of(run + ".late", run + ".middle", run + ".early");
    broker.create(1, topics.toArray(String[]::new));
    settings =
        SourceSettings.of(kind(), run, topics)
            .withConsumers(4)
            .withWindow(40)
            .withLock(Duration.ofSeconds(60));
  }

  /** How many processors the threads that poll keep busy, for at least that time. */
  double pollingTakesFor(Duration watched) {
    long began = System.nanoTime();
    long before = processorNanos();
    await().pollDelay(watched).until(() -> true);
    return (double) (processorNanos() - before) / (System.nanoTime() - began);
  }

  private long processorNanos() {
    String name = "hone-calls-" + settings.group();
    return LongStream.of(THREADS.getAllThreadIds())
        .filter(id -> isNamed(id, name))
        .map(THREADS::getThreadCpuTime)
        .sum();
  }

  private static boolean isNamed(long id, String name) {
    ThreadInfo thread = THREADS.getThreadInfo(id);
    return thread != null && (thread.getThreadName() + "-").startsWith(name + "-");
  }

  @AfterEach
  void closeSources() {
    open.forEach(CallSource::close);
    open.clear();
  }

  /** Notes what comes, and ends it as it is told. */
  static final class Notes implements CallHandler {
    final List<Delivery> seen = new CopyOnWriteArrayList<>();
    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final Function<Delivery, Mono<Void>> work;
    volatile boolean paused;

    Notes(Function<Delivery, Mono<Void>> work) {
      this.work = work;
    }

    @Override
    public Mono<Void> handle(Delivery delivery) {
      seen.add(delivery);
      return work.apply(delivery).doOnSuccess(nothing -> finished.add(text(delivery)));
    }

    @Override
    public boolean hungry(int rank) {
      return true;
    }

    @Override
    public boolean paused() {
      return paused;
    }

    List<String> texts() {
      return seen.stream().map(CallSourceContract::text).toList();
    }
  }

  private static String text(Delivery delivery) {
    return new String(delivery.record().value(), StandardCharsets.UTF_8);
  }

  static Function<Delivery, Mono<Void>> after(int millis) {
    return delivery -> Mono.delay(Duration.ofMillis(millis)).then();
  }

  @SuppressWarnings("UnusedVariable") // a function of the delivery
  static Mono<Void> never(Delivery delivery) {
    return Mono.never();
  }

  CallSource start(CallHandler handler) {
    return start(settings, handler);
  }

  private CallSource start(SourceSettings how, CallHandler handler) {
    return start(CallSource.of(how, broker.clients()), handler);
  }

  CallSource start(CallSource source, CallHandler handler) {
    open.add(source);
    source.start(handler);
    return source;
  }

  List<String> write(int rank, int from, int to) {
    List<String> texts = IntStream.range(from, to).mapToObj(i -> rank + "/" + i).toList();
    write(settings.topics().get(rank), texts);
    return texts;
  }

  private void write(String topic, List<String> texts) {
    broker.write(
        texts.stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .map(bytes -> new ProducerRecord<>(topic, bytes, bytes))
            .toList());
  }

  @Test
  void shouldHandOutEveryRecordOfEveryTopicOnce() {
    List<String> all = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) all.addAll(write(rank, 0, 60));
    Notes notes = new Notes(after(5));

    CallSource source = start(notes);
    await().atMost(LONG).until(() -> source.counts().acknowledged() == 180);
    source.stop(LONG);

    assertThat(notes.texts()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(notes.seen).allMatch(d -> d.attempt() == 1);
    assertThat(notes.seen).allMatch(d -> text(d).startsWith(d.rank() + "/"));
    assertThat(source.counts().refused()).isZero();
  }

  @Test
  void shouldTakeNothingWhilePausedAndEverythingAfterwards() {
    Notes notes = new Notes(after(5));
    List<String> before = write(0, 0, 20);
    CallSource source = start(notes);
    await().atMost(LONG).until(() -> source.counts().acknowledged() == 20);
    notes.paused = true;
    // A poll that is under way when the pause comes ends within a second.
    await().atMost(LONG).during(Duration.ofSeconds(2)).until(() -> notes.seen.size() == 20);

    List<String> meanwhile = write(0, 20, 40);
    await().atMost(LONG).during(Duration.ofSeconds(2)).until(() -> notes.seen.size() == 20);
    assertThat(notes.texts()).containsExactlyInAnyOrderElementsOf(before);
    notes.paused = false;

    await().atMost(LONG).until(() -> source.counts().acknowledged() == 40);
    source.stop(LONG);
    assertThat(notes.texts()).containsAll(meanwhile).hasSize(40);
    assertThat(notes.seen).allMatch(d -> d.attempt() == 1);
  }

  @Test
  void shouldFinishWhatIsInFlightWhenThePauseComes() {
    write(0, 0, 4);
    Notes notes = new Notes(after(1_000));
    CallSource source = start(notes);
    await().atMost(LONG).until(() -> notes.seen.size() == 4);

    notes.paused = true;

    await().atMost(LONG).until(() -> source.counts().acknowledged() == 4);
    source.stop(LONG);
    assertThat(source.counts().givenBack()).isZero();
  }

  @Test
  void shouldStopWhilePaused() {
    Notes notes = new Notes(after(5));
    notes.paused = true;
    CallSource source = start(notes);
    write(0, 0, 5);

    source.stop(LONG);

    assertThat(notes.seen).isEmpty();
    Notes others = new Notes(after(5));
    CallSource next = start(others);
    await().atMost(LONG).until(() -> next.counts().acknowledged() == 5);
  }

  @Test
  void shouldNotHandOutAgainWhatWasAcknowledged() {
    write(1, 0, 50);
    CallSource first = start(new Notes(after(1)));
    await().atMost(LONG).until(() -> first.counts().acknowledged() == 50);
    first.stop(LONG);
    write(1, 50, 51);

    Notes notes = new Notes(after(1));
    CallSource second = start(notes);
    await().atMost(LONG).until(() -> second.counts().acknowledged() >= 1);
    second.stop(LONG);

    assertThat(notes.texts()).containsExactly("1/50");
  }

  @Test
  void shouldHandOutAgainWhatADeathLeftUnfinished() {
    write(0, 0, 4);
    Notes dying = new Notes(CallSourceContract::never);
    CallSource first = start(dying);
    await().atMost(LONG).until(() -> dying.seen.size() == 4);
    first.close();

    Notes notes = new Notes(after(1));
    CallSource second = start(notes);
    await().atMost(LONG).until(() -> second.counts().acknowledged() == 4);

    assertThat(notes.texts()).containsExactlyInAnyOrder("0/0", "0/1", "0/2", "0/3");
    assertThat(notes.seen).allMatch(d -> d.attempt() == 2);
    assertThat(first.counts().acknowledged()).isZero();
  }

  @Test
  void shouldCountTheAttemptsOverDeaths() {
    write(0, 0, 1);
    List<Integer> attempts = new ArrayList<>();

    for (int death = 0; death < 4; death++) {
      Notes notes = new Notes(CallSourceContract::never);
      CallSource source = start(notes);
      await().atMost(LONG).until(() -> !notes.seen.isEmpty());
      attempts.add(notes.seen.getFirst().attempt());
      source.close();
    }

    assertThat(attempts).containsExactly(1, 2, 3, 4);
  }

  @Test
  void shouldHandOutAgainWhatFailed() {
    write(2, 0, 3);
    Notes notes =
        new Notes(
            d -> d.attempt() == 1 ? Mono.error(new IllegalStateException("no")) : Mono.empty());

    CallSource source = start(notes);
    await().atMost(LONG).until(() -> source.counts().acknowledged() == 3);

    assertThat(notes.seen).hasSize(6);
    assertThat(source.counts().givenBack()).isEqualTo(3);
  }

  @Test
  void shouldFinishWhatIsInFlightWithinTheGrace() {
    write(0, 0, 4);
    Notes notes = new Notes(after(500));
    CallSource source = start(notes);
    await().atMost(LONG).until(() -> notes.seen.size() == 4);

    source.stop(LONG);

    assertThat(notes.finished).hasSize(4);
    assertThat(source.counts())
        .returns(4L, SourceCounts::acknowledged)
        .returns(0L, SourceCounts::givenBack)
        .returns(0L, SourceCounts::held);
  }

  @Test
  void shouldHandBackWhatOutlivesTheGrace() {
    write(0, 0, 4);
    Notes endless = new Notes(CallSourceContract::never);
    CallSource first = start(endless);
    await().atMost(LONG).until(() -> endless.seen.size() == 4);
    long began = System.nanoTime();

    first.stop(Duration.ofMillis(300));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    Notes notes = new Notes(after(1));
    CallSource second = start(notes);
    await().atMost(LONG).until(() -> second.counts().acknowledged() == 4);
    assertThat(took).isLessThan(Duration.ofSeconds(9));
    assertThat(first.counts().givenBack()).isEqualTo(4);
    assertThat(notes.finished).hasSize(4);
  }

  @Test
  void shouldLoseNothingWhenSomeOfManyDie() {
    int records = 600;
    write(0, 0, records / 2);
    write(1, 0, records / 2);
    Random random = new Random(7);
    Set<String> finished = ConcurrentHashMap.newKeySet();
    List<Notes> all = new ArrayList<>();
    long mayRepeat = 0;

    Notes first = new Notes(after(8));
    CallSource dying = start(first);
    all.add(first);
    for (int death = 1; death <= 4; death++) {
      int until = death * 100 + random.nextInt(20);
      await()
          .atMost(LONG)
          .until(() -> all.stream().mapToInt(n -> n.finished.size()).sum() >= until);
      Notes next = new Notes(after(8));
      CallSource heir = start(next);
      all.add(next);
      dying.close();
      mayRepeat += dying.counts().delivered() - dying.counts().acknowledged();
      dying = heir;
    }
    await()
        .atMost(LONG)
        .until(
            () -> {
              all.forEach(n -> finished.addAll(n.finished));
              return finished.size() == records;
            });

    int seen = all.stream().mapToInt(n -> n.seen.size()).sum();
    // And what was acknowledged here, and had not reached the broker when it died.
    long unsaid = 4L * (kind() == SourceKind.SHARE_GROUP ? 12 : 80);
    assertThat(seen - records).isLessThanOrEqualTo((int) (mayRepeat + unsaid));
  }

  @Test
  void shouldWaitForABrokerThatIsDown(@TempDir Path folder) {
    try (TestBroker own = TestBroker.start(folder)) {
      createTopicsOn(own);
      shouldWaitFor(own);
      closeSources();
    }
  }

  private void shouldWaitFor(TestBroker down) {
    write(0, 0, 100);
    Notes notes = new Notes(after(20));
    CallSource source = start(notes);
    await().atMost(LONG).until(() -> notes.finished.size() >= 20);

    down.stop();
    down.start();
    write(0, 100, 110);

    await().atMost(Duration.ofSeconds(60)).until(() -> notes.finished.size() == 110);
    assertThat(source.counts().held()).isLessThanOrEqualTo(40);
  }
}
