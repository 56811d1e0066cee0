package io.hone.app.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.config.Kind;
import io.hone.app.stack.Cluster;
import io.hone.consumers.control.RunPause;
import io.hone.consumers.inference.InferenceWorker;
import io.hone.consumers.inference.WorkerReport;
import io.hone.consumers.inference.WorkerSettings;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.VersionEvent;
import io.hone.consumers.versions.VersionFollower;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Answers calls in this process, with one model. */
public final class WorkerRole implements Role {
  private final InferenceWorker worker;
  private final RunPause pause;
  private final Optional<VersionFollower> follower;
  private final List<Runnable> own;
  private final ObjectNode description;

  private WorkerRole(
      InferenceWorker worker,
      RunPause pause,
      Optional<VersionFollower> follower,
      List<Runnable> own,
      ObjectNode description) {
    this.worker = worker;
    this.pause = pause;
    this.follower = follower;
    this.own = own;
    this.description = description;
  }

  /**
   * Opens the model and the store of versions, and starts.
   *
   * @param kafka settings of clients and registry
   * @param data the folder under which the store lies if the configuration names none
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   * @throws io.hone.models.ModelException if the model cannot be opened
   */
  public static WorkerRole start(Config config, Map<String, Object> kafka, Path data) {
    requireTopics(settings(config), kafka);
    ServedModel model = ServedModel.open(config);
    ArtifactStore store = ArtifactStores.open(config, data);
    Optional<VersionFollower> follower = model.follow(config, kafka, store);
    List<Runnable> own = new ArrayList<>();
    follower.ifPresent(f -> own.add(f::close));
    own.add(model::close);
    own.add(store::close);
    return start(config, kafka, model, follower, own);
  }

  /**
   * Starts with a model that other roles of this process use, too, and that stays the caller's.
   *
   * @param follower of the model's versions, if it can hold several; the caller's, too
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   */
  public static WorkerRole start(
      Config config,
      Map<String, Object> kafka,
      ServedModel model,
      Optional<VersionFollower> follower) {
    requireTopics(settings(config), kafka);
    return start(config, kafka, model, follower, List.of());
  }

  private static void requireTopics(WorkerSettings settings, Map<String, Object> kafka) {
    try (Cluster cluster = Cluster.connect(kafka)) {
      settings.source().topics().forEach(cluster::requireTopic);
      Stream.of(Topic.MODELS, Topic.CONTROL)
          .map(settings.namespace()::topic)
          .forEach(cluster::requireTopic);
    }
  }

  private static WorkerRole start(
      Config config,
      Map<String, Object> kafka,
      ServedModel model,
      Optional<VersionFollower> follower,
      List<Runnable> own) {
    WorkerSettings settings = settings(config);
    RunPause pause = RunPause.start(settings.namespace(), kafka);
    AtomicBoolean ready = new AtomicBoolean();
    // A call for a version that is still being fetched at the start would wait for it in vain.
    BooleanSupplier resting =
        () -> {
          if (!ready.get() && follower.map(VersionFollower::settled).orElse(true)) ready.set(true);
          return !ready.get() || pause.getAsBoolean();
        };
    InferenceWorker worker = InferenceWorker.start(settings, kafka, model.router(), resting);
    return new WorkerRole(
        worker, pause, follower, own, description(config, settings, model, follower));
  }

  private static ObjectNode description(
      Config config,
      WorkerSettings settings,
      ServedModel model,
      Optional<VersionFollower> follower) {
    String alone = "only its own: this kind of model cannot load others";
    String following =
        "the promoted one and the last " + config.get(Keys.WORKER_KEEP_VERSIONS) + " before it";
    return JsonNodeFactory.instance
        .objectNode()
        .put("role", "worker")
        .put("run", settings.namespace().run())
        .put("name", settings.name())
        .put("source", Kind.spelt(settings.source().kind()))
        .put("slots", settings.slots())
        .put("model", model.description())
        .put("answers_for", config.get(Keys.MODEL_NAME) + "@" + model.versions().own())
        .put("versions", follower.isPresent() ? following : alone);
  }

  private static WorkerSettings settings(Config config) {
    WorkerSettings settings =
        WorkerSettings.of(
                new Namespace(config.get(Keys.RUN)),
                config.get(Keys.WORKER_SOURCE),
                config.get(Keys.WORKER_SLOTS))
            .withTimes(
                config.get(Keys.WORKER_CALL_LIMIT),
                config.get(Keys.WORKER_RETRY_WINDOW),
                config.get(Keys.WORKER_VERSION_PATIENCE))
            .withGrace(config.get(Keys.WORKER_GRACE));
    return config.find(Keys.WORKER_NAME).map(settings::withName).orElse(settings);
  }

  public WorkerReport report() {
    return worker.report();
  }

  /** What was done last about each version; empty if the model cannot hold several. */
  public Map<String, VersionEvent> versions() {
    return follower.map(VersionFollower::events).orElse(Map.of());
  }

  /** Whether it takes calls as soon as there are any, or is told to pause. */
  public boolean settled() {
    return follower.map(VersionFollower::settled).orElse(true);
  }

  @Override
  public ObjectNode description() {
    return description;
  }

  @Override
  public CompletableFuture<String> died() {
    CompletableFuture<String> died = new CompletableFuture<>();
    worker
        .ended()
        .subscribe(
            nothing -> {},
            failure -> died.complete("the worker stopped: " + failure.getMessage()),
            () -> died.complete("the worker stopped"));
    return died;
  }

  @Override
  public void close() {
    worker.stop();
    pause.close();
    own.forEach(Runnable::run);
  }
}
