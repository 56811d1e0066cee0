package io.hone.streams.episode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.Call;
import io.hone.event.CallError;
import io.hone.event.CallErrorKind;
import io.hone.event.Completion;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.DeadLetter;
import io.hone.event.FinishReason;
import io.hone.event.Prompt;
import io.hone.event.TokenCounts;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.account.Account;
import io.hone.streams.account.Auditor;
import io.hone.streams.account.ListedRecords;
import io.hone.streams.account.Position;
import io.hone.streams.account.Rules;
import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.testing.StoreEntries;
import io.hone.streams.testing.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/**
 * One run of the real topology in virtual time, from a seed: prompts, some twice; workers that
 * answer late, twice, wrongly or never; pauses by order; commits now and then; deaths in between,
 * after which it goes on from the last commit. With transactions what was written since is gone,
 * without it stays and is written again.
 */
public final class SimulatedRun {
  private static final Namespace RUN = new Namespace("simulated");
  private static final Model POLICY = new Model("policy", "v1");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int ATTEMPTS = 3;
  private static final int STEPS = 100_000;
  private static final String RUBBISH = "?";

  private final Random random;
  private final boolean transactions;
  private final Recipe recipe;
  private final double misery;
  private final int mostOpen;
  private final PlainAvro avro = new PlainAvro();

  /** A record on one of the two topics that are read. */
  @SuppressWarnings("ArrayRecordComponent") // bytes as on a topic
  private record Input(Topic topic, String key, byte[] value) {}

  // What is on the topics, as far as it is committed.
  private final List<Input> log = new ArrayList<>();
  private final Map<Topic, List<Object>> written = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  // What has happened since the last commit.
  private final Map<Topic, List<Object>> uncommitted = new LinkedHashMap<>();
  private int position;
  private int committedPosition;
  private Map<String, Map<String, byte[]>> snapshot = new HashMap<>();

  private TopologyTestDriver driver;
  private EpisodeCounts counts = new EpisodeCounts();
  private Instant now = Instant.ofEpochSecond(1_000_000);
  private int rubbish;
  private final Set<String> prompts = new TreeSet<>();
  private final List<Call> unanswered = new ArrayList<>();
  int deaths;

  // Orders have dice of their own.
  private final Random whims;
  private final List<ControlCommand> orders = new ArrayList<>();
  private boolean paused;
  int pauses;

  public SimulatedRun(long seed, Recipe recipe, boolean transactions) {
    this.random = new Random(seed);
    this.whims = new Random(~seed);
    this.recipe = recipe;
    this.transactions = transactions;
    this.misery = random.nextInt(3) * 0.15;
    this.mostOpen = 1 + random.nextInt(4);
    this.driver = driver();
  }

  private TopologyTestDriver driver() {
    counts = new EpisodeCounts();
    EpisodeSettings settings =
        EpisodeSettings.defaults()
            .withOpen(mostOpen)
            .withAttempts(ATTEMPTS)
            .withPatience(PATIENCE)
            .withInitial(POLICY);
    TopologyTestDriver made =
        EpisodeDrivers.of(RUN, recipe, settings, counts, SimulatedRun::output, now);
    snapshot.forEach(
        (name, entries) -> {
          KeyValueStore<String, byte[]> store = made.getKeyValueStore(name);
          entries.forEach(store::put);
        });
    // As a global store is filled before anything is played.
    orders.forEach(order -> pipe(made, order));
    return made;
  }

  /**
   * Where the driver writes: not where it reads, or it would hand a completion that the topology
   * writes over at once, past those that stand before it.
   */
  private static String output(Topic topic) {
    return "out." + RUN.topic(topic);
  }

  /** Plays to the end and checks every promise. */
  public void play(int prompts) {
    try {
      submit(prompts);
      for (int step = 0; step < STEPS && !done(); step++) {
        order();
        long admitted = admitted();
        int before = deaths;
        step();
        assertThat(counts.read().open()).isLessThanOrEqualTo(mostOpen);
        if (paused && deaths == before) {
          assertThat(admitted()).as("nobody is admitted in a pause").isEqualTo(admitted);
        }
      }
      assertThat(done()).as("everything comes to an end").isTrue();
      commit();
      check();
    } finally {
      driver.close();
    }
  }

  /** How many were admitted, as far as this process knows. */
  private long admitted() {
    EpisodeCounts.Reading now = counts.read();
    return now.open() + now.paired() + now.noPair() + now.dead();
  }

  /**
   * Someone pauses the run, or resumes it, now and then. Not without transactions: there what was
   * admitted and written before a death would wait after it, which only transactions prevent.
   */
  private void order() {
    if (!transactions || whims.nextInt(paused ? 30 : 150) > 0) return;
    paused = !paused;
    if (paused) pauses++;
    ControlCommand order =
        ControlCommand.newBuilder()
            .setCommandId("order " + orders.size())
            .setRun(RUN.run())
            .setKind(paused ? ControlKind.PAUSE : ControlKind.RESUME)
            .setIssuedBy("whim")
            .setIssuedAt(now)
            .build();
    orders.add(order);
    pipe(driver, order);
  }

  private void pipe(TopologyTestDriver to, ControlCommand order) {
    to.createInputTopic(RUN.topic(Topic.CONTROL), new StringSerializer(), avro)
        .pipeInput(order.getCommandId(), order);
  }

  private void submit(int count) {
    for (int i = 0; i < count; i++) {
      Conversation conversation = Conversation.of("prompt " + i + " of " + random.nextInt());
      io.hone.streams.recipe.Prompt prompt =
          io.hone.streams.recipe.Prompt.of(conversation, Map.of());
      prompts.add(prompt.id());
      Prompt record = Submitted.of(RUN, prompt, now);
      append(Topic.PROMPTS, prompt.id(), avro.serialize("", record));
      if (random.nextInt(4) == 0) append(Topic.PROMPTS, prompt.id(), avro.serialize("", record));
      if (random.nextInt(8) == 0) {
        rubbish++;
        append(Topic.PROMPTS, RUBBISH, "no record".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void append(Topic topic, String key, byte[] value) {
    log.add(new Input(topic, key, value));
  }

  private boolean done() {
    return position == log.size()
        && counts.read().open() == 0
        && counts.read().waiting() == 0
        && position > 0;
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      deliver();
    } else if (dice < 80) {
      work();
    } else if (dice < 88) {
      commit();
    } else if (dice < 91 && deaths < 6) {
      die();
    } else if (dice < 94) {
      pass(Duration.ofSeconds(1 + random.nextInt(30)));
    } else if (unanswered.isEmpty() && position == log.size()) {
      commit();
      pass(PATIENCE);
    }
  }

  private void deliver() {
    if (position == log.size()) return;
    Input next = log.get(position++);
    TestInputTopic<byte[], byte[]> topic =
        driver.createInputTopic(
            RUN.topic(next.topic()), new ByteArraySerializer(), new ByteArraySerializer());
    topic.pipeInput(
        new TestRecord<>(next.key().getBytes(StandardCharsets.UTF_8), next.value(), now));
    collect();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
    collect();
  }

  private void collect() {
    for (Topic topic : EpisodeTopology.WRITTEN) {
      var output =
          driver.createOutputTopic(
              output(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      while (!output.isEmpty()) {
        byte[] value = output.readValue();
        uncommitted
            .computeIfAbsent(topic, key -> new ArrayList<>())
            .add(avro.deserialize("", value));
      }
    }
  }

  private void commit() {
    committedPosition = position;
    reveal();
    snapshot = new HashMap<>();
    for (String name : EpisodeStores.NAMES) {
      KeyValueStore<String, byte[]> store = driver.getKeyValueStore(name);
      snapshot.put(name, StoreEntries.entries(store));
    }
  }

  private void reveal() {
    uncommitted.forEach(
        (topic, records) -> {
          written.computeIfAbsent(topic, key -> new ArrayList<>()).addAll(records);
          for (Object record : records) {
            if (record instanceof Call call) {
              calls.add(call);
              unanswered.add(call);
            }
            if (record instanceof Completion completion) {
              append(Topic.COMPLETIONS, completion.getPromptId(), avro.serialize("", completion));
            }
          }
        });
    uncommitted.clear();
  }

  private void die() {
    deaths++;
    if (transactions) {
      uncommitted.clear();
    } else {
      reveal();
    }
    driver.close();
    position = committedPosition;
    driver = driver();
    // The next turn of the clock wakes it up, as in a process that has just been given the
    // partition.
    pass(Duration.ofSeconds(1));
  }

  /** A worker takes a call, or something goes wrong with it. */
  private void work() {
    if (unanswered.isEmpty()) return;
    Call call = unanswered.remove(random.nextInt(unanswered.size()));
    if (random.nextDouble() < misery / 2) return; // nobody ever answers
    if (random.nextDouble() < misery / 2) {
      complete(call, failure(call, CallErrorKind.TRANSIENT));
      return;
    }
    if (random.nextDouble() < misery / 3) {
      complete(call, failure(call, CallErrorKind.PERMANENT));
      return;
    }
    complete(call, answer(call, random.nextInt(5) == 0 ? "again " : ""));
    if (random.nextInt(8) == 0) complete(call, answer(call, "another "));
  }

  private void complete(Call call, Completion completion) {
    append(Topic.COMPLETIONS, call.getPromptId(), avro.serialize("", completion));
  }

  private Completion.Builder completion(Call call) {
    return Completion.newBuilder()
        .setCallId(call.getCallId())
        .setPromptId(call.getPromptId())
        .setLineage(call.getLineage())
        .setStage(call.getStage())
        .setAttempt(call.getAttempt())
        .setModel(call.getModel())
        .setSampling(call.getSampling())
        .setSamples(List.of())
        .setTokens(TokenCounts.newBuilder().setPrompt(7).setCompletion(3).setCached(0).build())
        .setWorker("w")
        .setQueued(0L)
        .setLatency(1L)
        .setCompletedAt(now);
  }

  private Completion failure(Call call, CallErrorKind kind) {
    return completion(call)
        .setError(CallError.newBuilder().setKind(kind).setMessage("scripted").build())
        .build();
  }

  private Completion answer(Call call, String flavour) {
    Random own = new Random(call.getCallId().hashCode() * 31L + flavour.hashCode());
    String text =
        switch (call.getStage()) {
          case JUDGE ->
              own.nextInt(6) == 0
                  ? "I cannot say."
                  : flavour + own.nextInt(100) + "\nScore: " + own.nextInt(11) / 2.0;
          case META_JUDGE ->
              own.nextInt(6) == 0
                  ? "Hm."
                  : flavour + "\nWinner: Judgement " + (own.nextBoolean() ? "A" : "B");
          default -> flavour + "word ".repeat(1 + own.nextInt(9)) + own.nextInt(4);
        };
    io.hone.event.Sample sample =
        io.hone.event.Sample.newBuilder()
            .setIndex(0)
            .setText(text)
            .setTokenIds(List.of())
            .setLogprobs(List.of())
            .setTokens(3)
            .setFinishReason(FinishReason.STOP)
            .build();
    return completion(call).setSamples(List.of(sample)).build();
  }

  /** What is on the topics, as a reader of committed records finds it. */
  public ListedRecords records() {
    ListedRecords records = new ListedRecords();
    written.forEach((topic, values) -> records.of(topic).addAll(values));
    records.of(Topic.COMPLETIONS).clear();
    List<Position> rubbishAt = new ArrayList<>();
    for (Input input : log) {
      List<Object> topic = records.of(input.topic());
      if (input.key().equals(RUBBISH)) {
        rubbishAt.add(new Position(input.topic(), 0, topic.size()));
        topic.add(ListedRecords.RUBBISH);
      } else {
        topic.add(avro.deserialize("", input.value()));
      }
    }
    // The driver counts offsets from 0 again after each death.
    int letters = 0;
    for (DeadLetter letter : all(Topic.DEAD_LETTERS, DeadLetter.class)) {
      letter.setOffset(rubbishAt.get(letters++ % rubbishAt.size()).offset());
    }
    return records;
  }

  private void check() {
    Account account = new Auditor(rules()).audit(records());
    assertThat(account.flaws()).isEmpty();
    assertThat(account.figures().accepted()).isEqualTo(prompts.size());
    assertThat(account.figures().open()).isZero();
    assertThat(account.figures().waiting()).isZero();
    assertThat(account.due()).isZero();
    assertThat(account.unchecked()).isZero();
    assertThat(account.figures().paired() + account.figures().noPair() + account.figures().dead())
        .isEqualTo(prompts.size());
    if (transactions) {
      assertThat(account.callCopies()).isZero();
      assertThat(all(Topic.DEAD_LETTERS, DeadLetter.class)).hasSize(rubbish);
      assertThat(calls).allMatch(call -> call.getAttempt() <= ATTEMPTS);
    }
  }

  /** By what the run is to be judged. */
  public Rules rules() {
    return new Rules(RUN, List.of(recipe), !transactions);
  }

  private <T> List<T> all(Topic topic, Class<T> type) {
    return written.getOrDefault(topic, List.of()).stream().map(type::cast).toList();
  }
}
