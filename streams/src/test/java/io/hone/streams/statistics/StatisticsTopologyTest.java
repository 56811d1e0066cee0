package io.hone.streams.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Completion;
import io.hone.event.Outcome;
import io.hone.event.PreferencePair;
import io.hone.event.Prompt;
import io.hone.event.Stage;
import io.hone.event.WindowedStatistics;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Account;
import io.hone.streams.account.Auditor;
import io.hone.streams.account.ListedRecords;
import io.hone.streams.episode.PlainAvro;
import io.hone.streams.episode.SimulatedRun;
import io.hone.streams.recipe.rewarding.ActorSettings;
import io.hone.streams.recipe.rewarding.JudgeSettings;
import io.hone.streams.recipe.rewarding.MetaRewarding;
import io.hone.streams.recipe.text.Templates;
import io.hone.streams.statistics.StatisticsBook.Accounting;
import io.hone.streams.statistics.StatisticsBook.Selection;
import io.hone.streams.testing.StoreEntries;
import io.hone.streams.testing.TestDrivers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The topology on the test driver: with deaths, repetitions, rubbish, and what comes late. */
class StatisticsTopologyTest {
  private static final Namespace RUN = new Namespace("simulated");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<String> STORES =
      List.of(
          StatisticsTopology.DIGESTS,
          StatisticsTopology.FORGOTTEN,
          StatisticsTopology.WINDOWS,
          StatisticsTopology.SHARES,
          StatisticsTopology.UNPUBLISHED);

  private final PlainAvro avro = new PlainAvro();
  private StatisticsSettings settings = StatisticsSettings.defaults();
  private final Map<String, Map<String, Object>> committed = new HashMap<>();
  private final List<WindowedStatistics> published = new ArrayList<>();
  private TopologyTestDriver driver = driver();

  @AfterEach
  void close() {
    driver.close();
  }

  private TopologyTestDriver driver() {
    return TestDrivers.of(
        StatisticsTopology.of(
            RUN,
            settings,
            1,
            new StatisticsTopology.Means(() -> avro, () -> avro, Stores::inMemoryKeyValueStore),
            new Pulse()),
        Instant.ofEpochSecond(2_000_000));
  }

  private void put(Topic topic, Object value, Instant at) {
    byte[] bytes =
        value instanceof SpecificRecord ? avro.serialize("", value) : new byte[] {1, 2, 3};
    driver
        .createInputTopic(RUN.topic(topic), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new byte[0], bytes, at);
  }

  /** What has come becomes figures, and those are published. */
  private void settle() {
    driver.advanceWallClockTime(SECOND);
    driver.advanceWallClockTime(SECOND);
    collect();
  }

  private void collect() {
    TestOutputTopic<String, Object> topic =
        driver.createOutputTopic(RUN.topic(Topic.STATISTICS), new StringDeserializer(), avro);
    topic.readValuesToList().forEach(value -> published.add((WindowedStatistics) value));
  }

  private StatisticsBook book() {
    StatisticsBook book = new StatisticsBook();
    published.forEach(book::add);
    return book;
  }

  private Figures all(Stage stage) {
    return book().sum(Selection.ALL.of(stage));
  }

  private void commit() {
    collect();
    committed.clear();
    for (String name : STORES) {
      KeyValueStore<String, Object> store = driver.getKeyValueStore(name);
      committed.put(name, StoreEntries.entries(store));
    }
  }

  /** Everything since the last commit is as if it had never been. */
  private void die() {
    driver.close();
    driver = driver();
    committed.forEach(
        (name, entries) -> {
          KeyValueStore<String, Object> store = driver.getKeyValueStore(name);
          entries.forEach(store::put);
        });
  }

  private record Input(Topic topic, Object value) {}

  private static List<Input> inputs(ListedRecords records) {
    List<Input> inputs = new ArrayList<>();
    Topic.COURSE.forEach(
        topic -> records.of(topic).forEach(value -> inputs.add(new Input(topic, value))));
    return inputs;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldCountAsTheAuditorDoesWhateverDiesAndInWhateverOrder(long seed) {
    SimulatedRun run = run(seed);
    ListedRecords records = run.records();
    Account account = new Auditor(run.rules()).audit(records);
    List<Input> inputs = inputs(records);
    Random random = new Random(seed);
    Collections.shuffle(inputs, random);
    inputs.addAll(inputs.subList(0, 20)); // again

    play(inputs, random);

    StatisticsBook book = book();
    Accounting accounting = book.accounting();
    assertThat(accounting.prompts()).isEqualTo(account.figures().accepted());
    assertThat(accounting.paired()).isEqualTo(account.figures().paired());
    assertThat(accounting.noPair()).isEqualTo(account.noPair());
    assertThat(accounting.dead()).isEqualTo(account.dead());
    assertThat(accounting.open()).isZero();
    Figures whole = book.sum(Selection.ALL);
    assertThat(sum(whole.counts(Counts.PAIRS).values())).isEqualTo(account.pairs());
    assertThat(whole.count(Counts.CALLS))
        .isEqualTo(account.calls() + account.figures().askedAgain());
    assertThat(whole.count(Counts.LATE)).isZero();
    assertThat(Sums.differences(Sums.of(published), bruteForce(inputs))).isEmpty();
  }

  private static SimulatedRun run(long seed) {
    SimulatedRun run =
        new SimulatedRun(
            seed,
            new MetaRewarding(
                new MetaRewarding.Settings(
                    ActorSettings.metaRewarding().withResponses(3).withJudgements(3),
                    JudgeSettings.metaRewarding()),
                Templates.builtIn()),
            true);
    run.play(6);
    return run;
  }

  private void play(List<Input> inputs, Random random) {
    int position = 0;
    int safe = 0;
    int deaths = 0;
    int before = 0;
    while (position < inputs.size()) {
      Input next = inputs.get(position++);
      put(next.topic(), next.value(), Instant.ofEpochSecond(1_000_000));
      int dice = random.nextInt(40);
      if (dice < 4) settle();
      if (dice == 5) {
        commit();
        safe = position;
        before = published.size();
      }
      if (dice == 6 && deaths++ < 8) {
        die();
        position = safe;
        published.subList(before, published.size()).clear();
      }
    }
    settle();
  }

  private static SortedMap<String, Double> bruteForce(List<Input> inputs) {
    Map<String, List<Fact>> facts = new HashMap<>();
    List<Integer> unreadable = new ArrayList<>();
    for (Input input : inputs) {
      if (input.value() instanceof SpecificRecord record) {
        Observed observed = Observed.of(record).orElseThrow();
        facts.computeIfAbsent(observed.digest(), key -> new ArrayList<>()).add(observed.fact());
      } else {
        unreadable.add(1);
      }
    }
    SortedMap<String, Double> figures = new BruteForce(Duration.ofSeconds(10)).of(facts.values());
    Cell cell = Cell.of(Stage.UNKNOWN, "", 1_000_000_000L, Duration.ofSeconds(10));
    if (!unreadable.isEmpty()) {
      figures.put(cell.key() + "|unreadable", (double) unreadable.size());
    }
    return figures;
  }

  private static long sum(Iterable<Long> counts) {
    long sum = 0;
    for (long count : counts) sum += count;
    return sum;
  }

  /** An episode of a run that has a pair, by topic. */
  private static <T> List<T> of(ListedRecords records, Topic topic, Class<T> type) {
    return records.of(topic).stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void shouldCountWhatComesAfterItsPromptWasForgottenAsLateAndNothingElse() {
    ListedRecords records = run(1).records();
    Outcome outcome = of(records, Topic.OUTCOMES, Outcome.class).getFirst();
    Prompt prompt =
        of(records, Topic.PROMPTS, Prompt.class).stream()
            .filter(each -> each.getPromptId().equals(outcome.getPromptId()))
            .findFirst()
            .orElseThrow();
    Completion completion =
        of(records, Topic.COMPLETIONS, Completion.class).stream()
            .filter(each -> each.getPromptId().equals(outcome.getPromptId()))
            .findFirst()
            .orElseThrow();
    Instant begin = Instant.ofEpochSecond(1_000_000);
    put(Topic.PROMPTS, prompt, begin);
    put(Topic.OUTCOMES, outcome, begin);
    settle();
    put(Topic.PROMPTS, prompt, begin.plus(Duration.ofMinutes(59)));
    settle();
    assertThat(book().sum(Selection.ALL).count(Counts.LATE)).isZero();
    // The stream's time is an hour on, by some other prompt.
    put(Topic.PROMPTS, "rubbish", begin.plus(Duration.ofMinutes(61)));
    settle();

    put(Topic.PROMPTS, prompt, begin.plus(Duration.ofMinutes(61)));
    put(Topic.COMPLETIONS, completion, begin.plus(Duration.ofMinutes(61)));

    settle();
    assertThat(book().sum(Selection.ALL).count(Counts.LATE)).isEqualTo(2);
    assertThat(all(completion.getStage()).count(Counts.COMPLETIONS)).isZero();
    assertThat(book().accounting().prompts()).isEqualTo(1);
    assertThat(book().accounting().open()).isZero();
  }

  @Test
  void shouldPublishAWindowOnceASecondUnderGrowingRevisions() {
    ListedRecords records = run(2).records();
    List<PreferencePair> pairs = of(records, Topic.PREFERENCES, PreferencePair.class);
    Instant at = Instant.ofEpochSecond(1_000_000);
    pairs.forEach(pair -> pair.setPairedAt(at));
    put(Topic.PREFERENCES, pairs.getFirst(), at);
    settle();

    pairs.stream().skip(1).forEach(pair -> put(Topic.PREFERENCES, pair, at));

    settle();
    settle();
    assertThat(pairs).hasSizeGreaterThan(2);
    assertThat(published).hasSize(2);
    assertThat(published).extracting(WindowedStatistics::getRevision).containsExactly(1L, 2L);
    assertThat(sum(all(Stage.UNKNOWN).counts(Counts.PAIRS).values())).isEqualTo(pairs.size());
  }

  @Test
  void shouldForgetWindowsThatTheTopicNoLongerKeeps() {
    settings = settings.withKeep(Duration.ofHours(2));
    driver.close();
    driver = driver();
    Instant begin = Instant.ofEpochSecond(1_000_000);
    put(Topic.PROMPTS, "rubbish", begin);
    settle();

    put(Topic.PROMPTS, "rubbish", begin.plus(Duration.ofHours(4)));

    settle();
    KeyValueStore<String, Object> windows = driver.getKeyValueStore(StatisticsTopology.WINDOWS);
    KeyValueStore<String, Object> shares = driver.getKeyValueStore(StatisticsTopology.SHARES);
    assertThat(windows.approximateNumEntries()).isEqualTo(1);
    assertThat(shares.approximateNumEntries()).isLessThanOrEqualTo(1);
  }
}
