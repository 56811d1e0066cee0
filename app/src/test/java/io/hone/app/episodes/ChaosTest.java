package io.hone.app.episodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.app.Hone;
import io.hone.app.registry.EmbeddedRegistry;
import io.hone.app.registry.RegistryOptions;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.ThreeBrokers;
import io.hone.app.status.RunFigures;
import io.hone.app.status.RunStatus;
import io.hone.consumers.calls.SourceKind;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.catalog.TopicCreator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Machines die at random for two minutes (or as many as {@code -Dhone.chaos.minutes} says) while
 * 1,000 prompts a minute run: workers, streams instances, and the broker that leads a partition.
 * Then the account is taken from the topics alone.
 */
@Tag("containers")
@SuppressWarnings("NullAway.Init") // set before each test
class ChaosTest {
  private static final int WORKERS = 3;
  private static final int MINUTES = Integer.getInteger("hone.chaos.minutes", 2);
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration STALL = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final Random random = new Random(Long.getLong("hone.chaos.seed", 7));
  private final Namespace run = new Namespace("chaos");
  private int prompts;
  private ThreeBrokers brokers;
  private EmbeddedRegistry registry;
  private Map<String, Object> clients;
  private int brokerDeaths;

  @BeforeEach
  void start() throws IOException {
    brokers = ThreeBrokers.start();
    registry =
        EmbeddedRegistry.start(new RegistryOptions(brokers.bootstrapServers(), 0, (short) 3));
    clients =
        Map.of(
            "bootstrap.servers", brokers.bootstrapServers(),
            "schema.registry.url", registry.url().toString());
    try (Admin admin = Admin.create(clients)) {
      new TopicCreator(admin, (short) 3).create(run, 4);
    }
  }

  @AfterEach
  void stop() {
    registry.close();
    brokers.close();
  }

  @ParameterizedTest
  @EnumSource(SourceKind.class)
  void shouldLoseNothingAndDoubleNothingWhateverDies(SourceKind kind) throws Exception {
    assumeTrue(
        kind == SourceKind.SHARE_GROUP || Boolean.getBoolean("hone.chaos.all"),
        "the other source takes four minutes more: -Dhone.chaos.all=true");
    // 1,000 prompts a minute; half as many the other way.
    int minutes = kind == SourceKind.SHARE_GROUP ? MINUTES : 1;
    prompts = minutes * (kind == SourceKind.SHARE_GROUP ? 1_000 : 500);
    Duration chaos = Duration.ofMinutes(minutes);
    List<RoleProcess> workers = new ArrayList<>();
    List<RoleProcess> streams = new ArrayList<>();
    try {
      for (int i = 0; i < WORKERS; i++) workers.add(worker(kind, i));
      for (int i = 0; i < 2; i++) streams.add(streams(i));
      submit(0, prompts / 2);

      long began = System.nanoTime();
      boolean half = true;
      while (System.nanoTime() - began < chaos.toNanos()) {
        pause(random.nextInt(3_000, 6_000));
        somethingDies(workers, streams);
        if (half && System.nanoTime() - began > chaos.toNanos() / 2) {
          half = false;
          submit(0, prompts); // the first half of it again
        }
      }
      awaitBrokers();
      awaitTheEnd(Stream.concat(workers.stream(), streams.stream()).toList());

      assertThat(workers).allMatch(RoleProcess::lives);
      assertThat(streams).allMatch(RoleProcess::lives);
    } finally {
      for (RoleProcess role : Stream.concat(workers.stream(), streams.stream()).toList()) {
        role.close();
      }
    }
    JsonNode account = verify();
    int workerDeaths = workers.stream().mapToInt(RoleProcess::deaths).sum();
    int streamsDeaths = streams.stream().mapToInt(RoleProcess::deaths).sum();
    System.out.printf(
        "%s: %d workers, %d streams instances and %d leaders killed: %s%n",
        kind, workerDeaths, streamsDeaths, brokerDeaths, account);
    assertThat(account.path("accepted").asInt()).isEqualTo(prompts);
    assertThat(account.path("open").asInt()).isZero();
    assertThat(account.path("holds").asBoolean()).isTrue();
    assertThat(account.path("flaws")).isEmpty();
    assertThat(workerDeaths).isPositive();
    assertThat(streamsDeaths).isPositive();
    assertThat(brokerDeaths).isPositive();
    // What one process held when it died; or all of them, when a leader took acknowledgements
    // along.
    int slots = slots(kind);
    int held = kind == SourceKind.SHARE_GROUP ? 3 * slots : 2 * 3 * (slots + slots / 2 + 16);
    assertThat(account.path("repeated_calls").asInt())
        .isLessThanOrEqualTo((workerDeaths + brokerDeaths * WORKERS) * held);
  }

  private void somethingDies(List<RoleProcess> workers, List<RoleProcess> streams)
      throws Exception {
    int lot = random.nextInt(10);
    if (lot < 4) {
      workers.get(random.nextInt(workers.size())).killAndStartAgain();
    } else if (lot < 7) {
      streams.get(random.nextInt(streams.size())).killAndStartAgain();
    } else {
      leaderDies();
    }
  }

  /** Deaths come when they come. */
  private static void pause(int millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  /**
   * Only while the others serve and have everything; two of three dead would be an outage, not a
   * death.
   */
  private void leaderDies() throws Exception {
    awaitBrokers();
    try (Admin admin = Admin.create(clients)) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> isWhole(admin));
      List<Topic> topics = List.of(Topic.COMPLETIONS, Topic.CALLS_JUDGE, Topic.OUTCOMES);
      Topic topic = topics.get(random.nextInt(topics.size()));
      int leader =
          await()
              .atMost(PATIENCE)
              .ignoreExceptions()
              .until(() -> leader(admin, topic), Objects::nonNull);
      brokers.kill(leader);
      brokerDeaths++;
      pause(random.nextInt(2_000, 5_000));
      brokers.startAgain(leader);
    }
  }

  private void awaitBrokers() {
    try {
      await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(brokers::allServe);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("load " + load() + "\n" + brokers.said(), e);
    }
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static boolean isWhole(Admin admin) throws Exception {
    return admin
        .describeTopics(admin.listTopics().names().get())
        .allTopicNames()
        .get()
        .values()
        .stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(partition -> partition.isr().size() == 3);
  }

  private int leader(Admin admin, Topic topic) throws Exception {
    String name = run.topic(topic);
    TopicDescription found =
        admin.describeTopics(List.of(name)).allTopicNames().get().values().iterator().next();
    return Objects.requireNonNull(found.partitions().getFirst().leader()).id();
  }

  /** A work topic has one partition, so of a sliding window's workers one works at a time. */
  private static int slots(SourceKind kind) {
    return kind == SourceKind.SHARE_GROUP ? 8 : 24;
  }

  private RoleProcess worker(SourceKind kind, int number) throws IOException {
    return role(
        "worker",
        number,
        List.of(
            "model.kind=scripted",
            "model.script-latency=80ms",
            "model.script-faults=0.01",
            // A lock of half a minute: what the broker lends to a dead connection stands for as
            // long.
            "worker.call-limit=10s",
            "worker.retry-window=10s",
            "worker.version-patience=5s",
            "worker.slots=" + slots(kind),
            "worker.source=" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  private RoleProcess streams(int number) throws IOException {
    return role(
        "streams",
        number,
        List.of("episodes.open=400", "episodes.state=" + folder.resolve("state-" + number)));
  }

  private RoleProcess role(String command, int number, List<String> more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(cluster());
    Stream.concat(recipe(), more.stream()).forEach(set -> arguments.addAll(List.of("--set", set)));
    return new RoleProcess(folder.resolve(command + "-" + number + ".log"), arguments);
  }

  private static Stream<String> recipe() {
    return Stream.of("recipe.actor.responses=3", "recipe.actor.judgements=2");
  }

  private List<String> cluster() {
    return List.of(
        "--bootstrap-server",
        brokers.bootstrapServers(),
        "--schema-registry",
        registry.url().toString(),
        "--set",
        "run=" + run.run());
  }

  /** As its user would: again where it failed, which must accept nothing twice. */
  private void submit(int from, int to) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = from; i < to; i++) lines.add("Question number " + i);
    Path file = Files.write(folder.resolve("prompts-" + from + ".txt"), lines);
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              Said said = hone("submit", List.of(file.toString()));
              if (said.code() != 0) System.out.println(said + "\n" + brokers.said());
              return said.code() == 0;
            });
  }

  /** However slow the machine is, but not without anything ending for a while. */
  private void awaitTheEnd(List<RoleProcess> roles) throws IOException {
    try (Cluster cluster = Cluster.connect(clients);
        RunStatus status = RunStatus.open(cluster, run, false)) {
      RunFigures figures = status.figures();
      for (long open = Long.MAX_VALUE; figures.open() > 0 || figures.accepted() < prompts; ) {
        long before = open;
        await().atMost(STALL).until(() -> follow(status) < before);
        open = figures.open();
      }
    } catch (ConditionTimeoutException e) {
      for (RoleProcess role : roles) System.out.println(role.said());
      throw e;
    }
  }

  private static long follow(RunStatus status) {
    status.follow(Duration.ofSeconds(5));
    RunFigures figures = status.figures();
    System.out.printf("%d accepted, %d open%n", figures.accepted(), figures.open());
    return figures.open();
  }

  private JsonNode verify() throws IOException {
    List<String> options = new ArrayList<>(List.of("--json"));
    recipe().forEach(set -> options.addAll(List.of("--set", set)));
    Said said = hone("verify", options);
    assertThat(said.code()).as(said.toString()).isZero();
    return new ObjectMapper().readTree(said.out());
  }

  /** What a command printed, and its exit code. */
  private record Said(int code, String out, String err) {}

  private Said hone(String command, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(cluster());
    arguments.addAll(options);
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int code = Hone.run(arguments.toArray(String[]::new));
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }
}
