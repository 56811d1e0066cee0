package io.hone.consumers.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hone.consumers.calls.SourceKind;
import io.hone.consumers.testing.House;
import io.hone.consumers.testing.Shared;
import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.event.Call;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.DeadLetterReason;
import io.hone.event.Stage;
import io.hone.models.Generation;
import io.hone.models.GenerationRequest;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.scripted.Answers;
import io.hone.models.scripted.Faults;
import io.hone.models.scripted.Latency;
import io.hone.models.scripted.Script;
import io.hone.models.scripted.ScriptedModel;
import io.hone.schemas.catalog.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a worker promises, whatever source it takes calls from. */
@ExtendWith(Shared.class)
@SuppressWarnings("NullAway.Init") // set before each test
abstract class InferenceWorkerContract {
  static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration WINDOW = Duration.ofSeconds(30);

  static final List<Stage> STAGES = List.of(Stage.ACTOR, Stage.JUDGE, Stage.META_JUDGE);

  House house;
  private final List<InferenceWorker> open = new CopyOnWriteArrayList<>();

  abstract SourceKind kind();

  @BeforeEach
  void createTopics(TestBroker broker, TestRegistry registry) {
    house = new House(broker, registry, 1);
  }

  @AfterEach
  void closeWorkers() {
    open.forEach(InferenceWorker::close);
    house.close();
  }

  WorkerSettings settings(int slots) {
    return WorkerSettings.of(house.namespace(), kind(), slots)
        .withRetries(new RetryRule(4, Duration.ofMillis(5), Duration.ofMillis(20), WINDOW))
        .withGrace(Duration.ofSeconds(5));
  }

  InferenceWorker start(WorkerSettings settings, LanguageModel model) {
    InferenceWorker worker = InferenceWorker.start(settings, house.kafka(), ModelRouter.all(model));
    open.add(worker);
    return worker;
  }

  static List<Call> calls(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> House.call(STAGES.get(i % 3), "question " + i))
        .toList();
  }

  Map<String, List<Completion>> byCall() {
    return house.completions().stream().collect(Collectors.groupingBy(Completion::getCallId));
  }

  void awaitAll(List<Call> calls) {
    await().atMost(LONG).until(() -> byCall().size() >= calls.size());
  }

  private static Completion first(Map<String, List<Completion>> found, Call call) {
    return Objects.requireNonNull(found.get(call.getCallId())).getFirst();
  }

  static Set<String> ids(List<Call> calls) {
    return calls.stream().map(Call::getCallId).collect(Collectors.toSet());
  }

  /** A scripted model that does something else for some requests. */
  private static final class Otherwise implements LanguageModel {
    private final ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));
    private final Function<String, Optional<Mono<Generation>>> other;

    Otherwise(Function<String, Optional<Mono<Generation>>> other) {
      this.other = other;
    }

    @Override
    public Mono<Generation> generate(GenerationRequest request) {
      String text = ((Prompt.Chat) request.prompt()).messages().getLast().text();
      return other.apply(text).orElseGet(() -> model.generate(request));
    }

    @Override
    public int capacity() {
      return model.capacity();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @Test
  void shouldAnswerEveryCallOfEveryStage() {
    List<Call> calls = calls(90);
    house.ask(calls);
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));

    InferenceWorker worker = start(settings(8), model);
    awaitAll(calls);
    await().until(() -> worker.report().source().acknowledged() == 90);
    worker.stop();

    assertThat(house.completions()).hasSize(90);
    Completion first = first(byCall(), calls.get(1));
    assertThat(first.getSamples()).hasSize(2);
    assertThat(first.getError()).isNull();
    assertThat(first.getStage()).isEqualTo(Stage.JUDGE);
    assertThat(first.getPromptId()).isEqualTo(calls.get(1).getPromptId());
    assertThat(worker.report().stages().get(Topic.CALLS_JUDGE))
        .returns(30L, StageCounts::answered)
        .returns(60L, StageCounts::samples);
    assertThat(model.asked()).isEqualTo(90);
  }

  /** The accounting: random faults of the model, and workers that die at random moments. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void shouldEndEveryCallWhateverDies(long seed) {
    Random random = new Random(seed);
    List<Call> calls = calls(240);
    house.ask(calls);
    Script script =
        Script.metaRewarding(seed)
            .withFaults(new Faults(0.2, 0.03, 0.03, 0, 0.05))
            .withLatency(Latency.exponential(Duration.ofMillis(15), Duration.ofMillis(80)));
    ScriptedModel model = new ScriptedModel(script);
    // More tries than deaths: none of them is a call's fault.
    WorkerSettings settings = settings(8).withSource(settings(8).source().withTries(8));
    int deaths = 4;
    long mayRepeat = 0;

    for (int death = 1; death <= deaths; death++) {
      InferenceWorker dying = start(settings, model);
      int until = 30 * death + random.nextInt(20);
      await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> byCall().size() >= until);
      dying.close();
      WorkerReport last = dying.report();
      mayRepeat += last.source().delivered() - last.source().acknowledged() + 3L * 8 + 28;
    }
    start(settings, model);
    awaitAll(calls);

    Map<String, List<Completion>> found = byCall();
    assertThat(found.keySet()).isEqualTo(ids(calls));
    long written = found.values().stream().mapToLong(List::size).sum();
    assertThat(written - calls.size()).isLessThanOrEqualTo(mayRepeat);
    // One call, one answer: a repeated call is answered alike, because its seed is its own.
    assertThat(found.values())
        .allSatisfy(
            same ->
                assertThat(
                        same.stream()
                            .filter(c -> c.getError() == null)
                            .map(Completion::getSamples)
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1));
    assertThat(found.values().stream().flatMap(List::stream))
        .noneMatch(c -> c.getError() != null && c.getError().getKind() == CallErrorKind.POISONOUS);
  }

  @Test
  void shouldGiveUpACallThatKillsItsWorkers() {
    List<Call> calls = new ArrayList<>(calls(20));
    Call poison = House.call(Stage.JUDGE, "poison");
    calls.add(7, poison);
    house.ask(calls);
    AtomicBoolean dead = new AtomicBoolean();
    List<String> killed = new CopyOnWriteArrayList<>();
    LanguageModel model =
        new Otherwise(
            text -> {
              if (!text.equals("poison")) return Optional.empty();
              killed.add(text);
              dead.set(true);
              return Optional.of(Mono.never());
            });
    int lives = 0;

    while (byCall().size() < calls.size() && lives++ < 8) {
      dead.set(false);
      InferenceWorker worker = start(settings(4), model);
      await()
          .atMost(LONG)
          .until(() -> (dead.get() && mayDie(worker)) || byCall().size() == calls.size());
      worker.close();
    }

    Map<String, List<Completion>> found = byCall();
    assertThat(found.keySet()).isEqualTo(ids(calls));
    assertThat(first(found, poison).getError())
        .satisfies(e -> assertThat(e.getKind()).isEqualTo(CallErrorKind.POISONOUS));
    // One death may count twice in a share group: its connections die one by one.
    assertThat(killed).hasSizeBetween(kind() == SourceKind.SHARE_GROUP ? 1 : 3, 3);
    assertThat(found.values().stream().flatMap(List::stream).filter(c -> c.getError() != null))
        .allMatch(c -> c.getCallId().equals(poison.getCallId()));
  }

  /** A share group cannot spare those that are held beside the deadly one at each death. */
  private boolean mayDie(InferenceWorker worker) {
    return kind() == SourceKind.SLIDING_WINDOW || worker.report().source().held() == 1;
  }

  @Test
  void shouldMakeEveryKindOfFailureAFact() {
    List<Call> calls =
        Stream.of("permanent", "too long", "busy", "silent", "broken", "fine")
            .map(t -> House.call(Stage.ACTOR, t))
            .toList();
    house.ask(calls);
    Map<String, Integer> asked = new ConcurrentHashMap<>();
    LanguageModel model =
        new Otherwise(
            text -> {
              asked.merge(text, 1, Integer::sum);
              return switch (text) {
                case "permanent" -> Optional.of(Mono.error(ModelException.permanent("No.")));
                case "too long" -> Optional.of(Mono.error(ModelException.tooLong("Long.")));
                case "busy" ->
                    Optional.of(Mono.error(ModelException.transientFailure("Busy.", null)));
                case "silent" -> Optional.of(Mono.never());
                case "broken" ->
                    Optional.of(Mono.error(new IllegalStateException("holds a prompt")));
                default -> Optional.empty();
              };
            });

    start(settings(8).withTimes(Duration.ofMillis(300), WINDOW, Duration.ofMinutes(1)), model);
    awaitAll(calls);

    Map<String, List<Completion>> found = byCall();
    List<Optional<CallErrorKind>> kinds =
        calls.stream()
            .map(c -> first(found, c))
            .map(c -> Optional.ofNullable(c.getError()).map(e -> e.getKind()))
            .toList();
    assertThat(kinds)
        .containsExactly(
            Optional.of(CallErrorKind.PERMANENT),
            Optional.of(CallErrorKind.TOO_LONG),
            Optional.of(CallErrorKind.TRANSIENT),
            Optional.of(CallErrorKind.TIMEOUT),
            Optional.of(CallErrorKind.PERMANENT),
            Optional.empty());
    assertThat(asked).containsEntry("busy", 4).containsEntry("permanent", 1);
    assertThat(house.completions()).noneMatch(c -> c.toString().contains("holds a prompt"));
  }

  @Test
  void shouldKeepWhatIsNoCallByteForByte(TestBroker broker) {
    String topic = house.topic(Topic.CALLS_JUDGE);
    byte[] text = "no Avro".getBytes(StandardCharsets.UTF_8);
    byte[] unknown = ByteBuffer.allocate(9).put((byte) 0).putInt(4711).putInt(0).array();
    List<ProducerRecord<byte[], byte[]>> bad =
        List.of(
            new ProducerRecord<>(topic, text, text),
            new ProducerRecord<>(topic, null, unknown),
            new ProducerRecord<>(topic, text, null));
    broker.write(bad);
    List<Call> calls = calls(9);
    house.ask(calls);

    InferenceWorker worker = start(settings(4), new ScriptedModel(Script.metaRewarding(1)));
    awaitAll(calls);
    await().atMost(LONG).until(() -> house.deadLetters().size() == 3);
    await().atMost(LONG).until(() -> worker.report().source().acknowledged() == 12);

    assertThat(house.deadLetters())
        .extracting(d -> d.getReason())
        .containsExactlyInAnyOrder(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNKNOWN_SCHEMA,
            DeadLetterReason.INVALID);
    assertThat(house.deadLetters())
        .filteredOn(d -> d.getReason() == DeadLetterReason.UNKNOWN_SCHEMA)
        .allSatisfy(d -> assertThat(d.getValue()).isEqualTo(ByteBuffer.wrap(unknown)))
        .allSatisfy(d -> assertThat(d.getOffset()).isEqualTo(1));
  }

  @Test
  void shouldWaitForARegistryThatIsAway(TestBroker broker) {
    house.close();
    try (TestRegistry registry = new TestRegistry()) {
      house = new House(broker, registry, 1);
      List<Call> calls = calls(6);
      house.ask(calls);
      registry.away(true);
      ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));

      InferenceWorker worker = start(settings(4), model);
      await().atMost(LONG).until(() -> worker.report().source().held() >= 4);
      assertThat(model.asked()).isZero();
      registry.away(false);
      awaitAll(calls);

      assertThat(house.deadLetters()).isEmpty();
      assertThat(house.completions()).allMatch(c -> c.getError() == null);
    }
  }

  @Test
  void shouldWaitForAVersionAsLongAsItIsTold() {
    List<Call> calls = calls(3);
    house.ask(calls);
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));
    Set<String> versions = ConcurrentHashMap.newKeySet();
    InferenceWorker patient =
        InferenceWorker.start(
            settings(4), house.kafka(), ModelRouter.of("policy", model, () -> versions));
    open.add(patient);
    await().atMost(LONG).until(() -> patient.report().source().held() == 3);
    assertThat(house.completions()).isEmpty();

    versions.add("v1");
    awaitAll(calls);

    assertThat(house.completions()).allMatch(c -> c.getError() == null);
  }

  @Test
  void shouldFailAnUnknownVersionAtOnceWhenToldSo() {
    List<Call> calls = calls(3);
    house.ask(calls);
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));

    open.add(
        InferenceWorker.start(
            settings(4).withTimes(Duration.ofMinutes(4), WINDOW, Duration.ZERO),
            house.kafka(),
            ModelRouter.of("other", model, () -> Set.of("v1"))));
    awaitAll(calls);

    assertThat(house.completions())
        .allMatch(c -> c.getError().getKind() == CallErrorKind.NO_SUCH_MODEL);
    assertThat(model.asked()).isZero();
  }

  @Test
  void shouldNotAskAgainForACallThatItAnswered() {
    Call call = House.call(Stage.ACTOR, "twice");
    ScriptedModel model = new ScriptedModel(Script.metaRewarding(1));
    InferenceWorker worker = start(settings(4), model);
    house.ask(List.of(call));
    await().atMost(LONG).until(() -> worker.report().source().acknowledged() == 1);

    house.ask(List.of(Call.newBuilder(call).setAttempt(2).build()));
    await().atMost(LONG).until(() -> worker.report().source().acknowledged() == 2);

    assertThat(model.asked()).isOne();
    assertThat(house.completions()).hasSize(1);
    assertThat(worker.report().stages().get(Topic.CALLS_ACTOR)).returns(1L, StageCounts::known);
  }

  @Test
  void shouldMakeAnAnswerThatIsTooLargeAFailedCall() {
    Call call = House.call(Stage.ACTOR, "a book, please");
    house.ask(List.of(call));
    Script book = Script.of(1, (request, sample, random) -> "x".repeat(2_000_000));

    start(settings(4), new ScriptedModel(book));
    awaitAll(List.of(call));

    assertThat(house.completions().getFirst().getError().getKind())
        .isEqualTo(CallErrorKind.PERMANENT);
  }

  @Test
  void shouldFinishLaterStagesFirst() {
    // A share group hands out what it likes: docs/workers.md does not promise it.
    assumeTrue(kind() == SourceKind.SLIDING_WINDOW);
    List<Call> calls = calls(45);
    AtomicBoolean open = new AtomicBoolean();
    List<String> order = new CopyOnWriteArrayList<>();
    LanguageModel model =
        new Otherwise(
            text -> {
              order.add(text);
              return text.equals("first")
                  ? Optional.of(
                      Mono.<Generation>never()
                          .takeUntilOther(
                              Mono.delay(Duration.ofMillis(10)).repeat(() -> !open.get()).then())
                          .switchIfEmpty(Mono.error(ModelException.permanent("enough"))))
                  : Optional.empty();
            });
    InferenceWorker worker =
        start(settings(1).withSource(settings(1).source().withConsumers(15)), model);
    house.ask(List.of(House.call(Stage.ACTOR, "first")));
    await().atMost(LONG).until(() -> worker.report().atModel() == 1);
    house.ask(calls);
    await().atMost(LONG).until(() -> worker.report().waiting() == 45);

    open.set(true);
    awaitAll(calls);

    List<Stage> stages =
        order.stream()
            .skip(1)
            .map(t -> STAGES.get(Integer.parseInt(t.substring("question ".length())) % 3))
            .toList();
    assertThat(stages)
        .isSortedAccordingTo(Comparator.comparingInt((Stage s) -> -STAGES.indexOf(s)));
  }

  /** Enough of the answers' formats for a judge's parser. */
  @Test
  void shouldGiveJudgementsAsTheScriptHasThem() {
    Call call = House.call(Stage.JUDGE, "End in Score: <points>");
    house.ask(List.of(call));

    start(settings(2), new ScriptedModel(Script.of(1, Answers.score())));
    awaitAll(List.of(call));

    assertThat(house.completions().getFirst().getSamples())
        .allMatch(s -> s.getText().matches("(?s).*\nScore: [0-5]\\.\\d+"));
  }
}
