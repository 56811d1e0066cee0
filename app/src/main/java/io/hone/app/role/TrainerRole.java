package io.hone.app.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.config.Key;
import io.hone.app.config.Keys;
import io.hone.app.stack.Cluster;
import io.hone.consumers.trainer.Examiner;
import io.hone.consumers.trainer.LearningSettings;
import io.hone.consumers.trainer.PolicyTrainer;
import io.hone.consumers.trainer.RoundRules;
import io.hone.consumers.trainer.TrainerEvent;
import io.hone.consumers.trainer.TrainerSettings;
import io.hone.consumers.trainer.TrainerStatus;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.models.file.ModelFolder;
import io.hone.models.file.Sha256;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.torch.TorchSettings;
import io.hone.models.train.LearningRate;
import io.hone.models.train.Objective;
import io.hone.models.train.TrainingEvent;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Trains versions of the policy in this process, or waits until it is its turn. */
public final class TrainerRole implements Role {
  private static final List<Topic> TOPICS =
      List.of(Topic.PREFERENCES, Topic.OUTCOMES, Topic.MODELS, Topic.CONTROL, Topic.TRAINING);

  private final PolicyTrainer trainer;
  private final TorchRuntime runtime;
  private final Ports ports;
  private final ObjectNode description;
  private final LastStep last;

  /**
   * What a trainer works with; closed with the role.
   *
   * @param store where versions lie
   * @param examiner who rules on candidates
   * @param behind closes what the examiner stands on
   */
  public record Ports(ArtifactStore store, Examiner examiner, Runnable behind) {}

  private TrainerRole(
      PolicyTrainer trainer,
      TorchRuntime runtime,
      Ports ports,
      ObjectNode description,
      LastStep last) {
    this.trainer = trainer;
    this.runtime = runtime;
    this.ports = ports;
    this.description = description;
    this.last = last;
  }

  /**
   * Starts with the store and the examiner that are configured, and a model of its own for the
   * examiner.
   *
   * @param kafka settings of clients and registry
   * @param data the folder under which lies what the configuration gives no place
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   * @throws io.hone.models.ModelException if the model folder cannot be used
   * @throws IllegalArgumentException if a setting has a wrong value
   */
  public static TrainerRole start(Config config, Map<String, Object> kafka, Path data) {
    ServedModel model = ServedModel.open(config);
    try {
      ArtifactStore store = ArtifactStores.open(config, data);
      try {
        Ports ports = new Ports(store, Examiners.open(config, model, store), model::close);
        return start(config, kafka, data, ports, event -> {});
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Starts; {@code model.folder} is the base.
   *
   * @param kafka settings of clients and registry
   * @param data the folder under which rounds are worked on if the configuration names none
   * @param listener told of everything that happens; what it throws ends the trainer
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   * @throws io.hone.models.ModelException if the model folder cannot be used
   * @throws IllegalArgumentException if a setting has a wrong value
   */
  public static TrainerRole start(
      Config config,
      Map<String, Object> kafka,
      Path data,
      Ports ports,
      Consumer<TrainerEvent> listener) {
    Namespace run = new Namespace(config.get(Keys.RUN));
    try (Cluster cluster = Cluster.connect(kafka)) {
      for (Topic topic : TOPICS) {
        cluster.requireTopic(run.topic(topic));
      }
    }
    TrainerSettings settings = settings(config, run, data);
    TorchRuntime runtime =
        TorchRuntime.open(
            new TorchSettings(
                config.get(Keys.TRAINER_DEVICE),
                config.get(Keys.TRAINER_THREADS),
                TorchSettings.defaultCache()));
    LastStep last = new LastStep();
    PolicyTrainer trainer =
        PolicyTrainer.start(
            settings,
            kafka,
            new PolicyTrainer.Means(runtime, ports.store(), ports.examiner(), Clock.systemUTC()),
            last.andThen(listener));
    return new TrainerRole(trainer, runtime, ports, description(settings), last);
  }

  private static TrainerSettings settings(Config config, Namespace run, Path data) {
    Path model = config.get(Keys.MODEL_FOLDER);
    ModelFolder.open(model).close(); // refuses here what no round could be trained on
    Path state =
        config
            .find(Keys.TRAINER_STATE)
            .orElseGet(() -> data.resolve("trainer").resolve(run.run()))
            .toAbsolutePath();
    return new TrainerSettings(
        run,
        config.get(Keys.MODEL_NAME),
        config.get(Keys.MODEL_VERSION),
        Sha256.ofWeights(model),
        model,
        state,
        rules(config),
        learning(config));
  }

  private static RoundRules rules(Config config) {
    return new RoundRules(
        config.get(Keys.TRAINER_ROUND_PROMPTS),
        config.get(Keys.TRAINER_ROUND_PAIRS),
        config.get(Keys.TRAINER_LONGEST_WAIT),
        config.get(Keys.TRAINER_STALENESS),
        config.get(Keys.TRAINER_JUDGE_SHARE),
        config.get(Keys.TRAINER_JUDGE_CAP),
        config.get(Keys.TRAINER_JUDGE_MARK));
  }

  /** How a round is learned. */
  public static LearningSettings learning(Config config) {
    return new LearningSettings(
        Objective.sigmoid(config.get(Keys.TRAINER_BETA))
            .withNllWeight(config.get(Keys.TRAINER_NLL_WEIGHT)),
        new LearningRate(
            config.get(Keys.TRAINER_RATE),
            config.get(Keys.TRAINER_WARM_UP),
            LearningRate.Decay.LINEAR,
            config.get(Keys.TRAINER_FINAL_RATE)),
        config.get(Keys.TRAINER_RANK),
        config.get(Keys.TRAINER_EPOCHS),
        config.get(Keys.TRAINER_BATCH),
        optional(config, Keys.TRAINER_MAX_STEPS),
        optional(config, Keys.TRAINER_MAX_TOKENS),
        config.get(Keys.TRAINER_BATCH_TOKENS),
        config.get(Keys.TRAINER_CHECKPOINT),
        config.get(Keys.TRAINER_SEED));
  }

  private static OptionalLong optional(Config config, Key<Integer> key) {
    return config.find(key).map(value -> OptionalLong.of(value)).orElseGet(OptionalLong::empty);
  }

  private static ObjectNode description(TrainerSettings settings) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("role", "trainer")
        .put("run", settings.namespace().run())
        .put("model", settings.model().toString())
        .put("base", settings.base())
        .put("state", settings.state().toString());
  }

  /** What was measured at the last step that was trained here; empty before the first. */
  public Optional<TrainingEvent.Step> lastStep() {
    return last.found();
  }

  /** What it does now. */
  public TrainerStatus status() {
    return trainer.status();
  }

  @Override
  public ObjectNode description() {
    return description;
  }

  @Override
  public CompletableFuture<String> died() {
    return trainer.died();
  }

  @Override
  public void close() {
    trainer.close();
    ports.store().close();
    ports.behind().run();
    runtime.close();
  }
}
