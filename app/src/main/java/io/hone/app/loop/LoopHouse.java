package io.hone.app.loop;

import io.hone.app.config.Config;
import io.hone.app.console.Console;
import io.hone.app.metrics.Observation;
import io.hone.app.records.RunPairs;
import io.hone.app.records.RunReader;
import io.hone.app.role.ArtifactStores;
import io.hone.app.role.Examiners;
import io.hone.app.role.Role;
import io.hone.app.role.ServedModel;
import io.hone.app.role.StreamsRole;
import io.hone.app.role.TrainerRole;
import io.hone.app.role.WorkerRole;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.Stack;
import io.hone.app.stack.StackSettings;
import io.hone.app.web.WebSettings;
import io.hone.consumers.export.NewFile;
import io.hone.consumers.export.PairExport;
import io.hone.consumers.export.TrlLines;
import io.hone.consumers.export.Wanted;
import io.hone.consumers.trainer.TrainerStatus;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.VersionFollower;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.TopicCreator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * All roles of a run in this process, and a broker and registry if none are named.
 *
 * <p>Life cycle: {@link #open} returns when everything has started; {@link #close} stops it in
 * reverse order. {@link #ended} tells when something ends unasked.
 */
public final class LoopHouse implements AutoCloseable {
  private static final int PARTITIONS = 4;

  private static final int MOST_REPLICAS = 3;

  private final Config config;
  private final Namespace run;
  private final Path data;
  private final Optional<Observation> observation;
  private Optional<URI> page = Optional.empty();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicReference<@Nullable String> ended = new AtomicReference<>();
  private @Nullable Cluster cluster;
  private Loop.Trainer trainer = Loop.Trainer.NONE;

  private LoopHouse(Config config, Namespace run, Path data) {
    this.config = config;
    this.observation = WebSettings.of(config).map(settings -> Observation.begin(run));
    this.run = run;
    this.data = data;
  }

  /**
   * Starts.
   *
   * @param kafka how a cluster is reached; empty: a broker and a registry are started on the data
   *     folder
   * @throws IOException if the stack cannot write
   */
  public static LoopHouse open(
      Config config, Namespace run, Path data, Optional<Map<String, Object>> kafka, boolean trains)
      throws IOException {
    LoopHouse house = new LoopHouse(config, run, data);
    house.observation.ifPresent(house.open::push);
    try {
      // The model first: if it is not to be had, nothing else need be started.
      ServedModel model = ServedModel.open(config);
      house.open.push(model);
      house.start(kafka.isPresent() ? kafka.get() : house.stack(), model, trains);
      return house;
    } catch (IOException | RuntimeException e) {
      house.close();
      throw e;
    }
  }

  private Map<String, Object> stack() throws IOException {
    Stack stack = Stack.start(new StackSettings(data, 0, 0, 0, StackSettings.BrokerMode.CHILD));
    opened(stack, stack.died());
    return stack.endpoints().clients(config.kafka());
  }

  private void start(Map<String, Object> reached, ServedModel model, boolean trains) {
    Map<String, Object> kafka = observation.map(seen -> seen.clients(reached)).orElse(reached);
    Cluster connected = Cluster.connect(kafka);
    open.push(connected);
    cluster = connected;
    int nodes = Cluster.get(connected.admin().describeCluster().nodes()).size();
    new TopicCreator(connected.admin(), (short) Math.min(MOST_REPLICAS, nodes))
        .create(run, PARTITIONS);
    ArtifactStore store = ArtifactStores.open(config, data);
    if (trains) trainer(kafka, model, store);
    else open.push(store);
    Optional<VersionFollower> follower = model.follow(config, kafka, store);
    follower.ifPresent(open::push);
    role(StreamsRole.start(config, kafka, data));
    role(WorkerRole.start(config, kafka, model, follower));
    observation.ifPresent(seen -> page = serve(seen, kafka));
  }

  private Optional<URI> serve(Observation seen, Map<String, Object> kafka) {
    seen.watch(kafka);
    return WebSettings.of(config)
        .map(
            settings -> {
              Console console = Console.start(kafka, run, Console.Settings.of(config, settings));
              seen.keep(console);
              return seen.serve(settings, console.routes());
            });
  }

  /** Where the console, metrics and health are served; empty if they are not. */
  public Optional<URI> page() {
    return page;
  }

  /** The store is closed with the trainer. */
  private void trainer(Map<String, Object> kafka, ServedModel model, ArtifactStore store) {
    TrainerRole role =
        TrainerRole.start(
            config,
            kafka,
            data,
            new TrainerRole.Ports(store, Examiners.open(config, model, store), () -> {}),
            event -> {});
    role(role);
    trainer =
        new Loop.Trainer(
            true, outcomes -> nothing(role.status(), outcomes), () -> role.status().sentence());
  }

  private static boolean nothing(TrainerStatus status, long outcomes) {
    return status.phase() == TrainerStatus.Phase.COLLECTING
        && status.pairs() == 0
        && status.done() >= outcomes;
  }

  private void role(Role role) {
    opened(role, role.died());
    observation.ifPresent(seen -> seen.add(role));
  }

  private void opened(AutoCloseable part, CompletableFuture<String> died) {
    open.push(part);
    CompletableFuture<Void> unused = died.thenAccept(reason -> ended.compareAndSet(null, reason));
  }

  /** One sentence, if something has ended unasked. */
  public Optional<String> ended() {
    return Optional.ofNullable(ended.get());
  }

  public Cluster cluster() {
    return Objects.requireNonNull(cluster, "a house that has started has a cluster");
  }

  /** What is known of the trainer. */
  public Loop.Trainer trainer() {
    return trainer;
  }

  /**
   * Writes the actor's and the judge's pairs for a trainer elsewhere, in TRL's form.
   *
   * @return how many
   * @throws IOException if the file cannot be written
   */
  public long export(Path file) throws IOException {
    PairExport.Report[] report = new PairExport.Report[1];
    try (RunReader reader = RunReader.open(cluster(), run)) {
      NewFile.write(file, true, unfinished -> report[0] = export(reader, unfinished));
    }
    return report[0].exported();
  }

  private static PairExport.Report export(RunReader reader, Path unfinished) throws IOException {
    return RunPairs.write(
        reader,
        new Wanted(Set.of(), Optional.empty()),
        new TrlLines(new BufferedOutputStream(Files.newOutputStream(unfinished))),
        (position, why) -> {}); // whoever verifies the run tells of it
  }

  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        // What is left must be closed too; nothing is lost by a part that ends badly.
        ended.compareAndSet(null, String.valueOf(e.getMessage()));
      }
    }
  }
}
