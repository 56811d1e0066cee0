package io.hone.consumers.trainer;

import io.hone.consumers.testing.TestBroker;
import io.hone.consumers.testing.TestRegistry;
import io.hone.consumers.testing.TopicReader;
import io.hone.consumers.versions.FolderStore;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.event.PairKind;
import io.hone.event.TrainingStep;
import io.hone.models.file.Sha256;
import io.hone.models.torch.TorchRuntime;
import io.hone.models.train.LearningRate;
import io.hone.models.train.Objective;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import io.hone.schemas.versions.VersionBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A run of its own on a broker, with a small model: what feeds its trainers and reads of them. */
final class TrainerHouse implements AutoCloseable {
  static final int PROMPTS = 6;

  private final TestBroker broker;
  private final TestRegistry registry;
  private final Path folder;
  private final Path model;
  private final Namespace run;
  private final AvroDeserializer values;
  private final TopicReader<ModelVersion> models;
  private final TopicReader<TrainingStep> steps;
  private final TopicReader<ControlCommand> commands;
  private int prompts;

  TrainerHouse(TestBroker broker, TestRegistry registry, Path folder) throws IOException {
    this.broker = broker;
    this.registry = registry;
    this.folder = folder;
    this.run = new Namespace(broker.unique("trainer"));
    broker.create(2, run.topic(Topic.PREFERENCES), run.topic(Topic.OUTCOMES));
    broker.create(1, run.topic(Topic.MODELS), run.topic(Topic.CONTROL), run.topic(Topic.TRAINING));
    values = AvroDeserializer.specific(Map.of("schema.registry.url", registry.url()));
    models = reader(Topic.MODELS, ModelVersion.class);
    steps = reader(Topic.TRAINING, TrainingStep.class);
    commands = reader(Topic.CONTROL, ControlCommand.class);
    model = model(folder.resolve("model"));
  }

  /** The tests' pretrained model, which has no chat template, with one. */
  private static Path model(Path target) throws IOException {
    Path stories =
        Path.of(System.getProperty("hone.rootdir"), "models/src/test/resources/stories260K");
    Files.createDirectories(target);
    for (String file :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(stories.resolve(file), target.resolve(file));
    }
    Files.writeString(
        target.resolve("chat_template.jinja"),
        "{% for message in messages %}{{ message['content'] }}\n{% endfor %}");
    return target;
  }

  private <T> TopicReader<T> reader(Topic topic, Class<T> type) {
    return new TopicReader<>(
        readCommitted(),
        run.topic(topic),
        each -> type.cast(Objects.requireNonNull(values.deserialize(each.topic(), each.value()))));
  }

  private Map<String, Object> readCommitted() {
    Map<String, Object> config = new HashMap<>(broker.clients());
    config.put("isolation.level", "read_committed");
    return config;
  }

  Map<String, Object> kafka() {
    Map<String, Object> config = new HashMap<>(broker.clients());
    config.put("schema.registry.url", registry.url());
    return config;
  }

  Namespace run() {
    return run;
  }

  Path store() {
    return folder.resolve("store");
  }

  Path state(String name) {
    return folder.resolve(name);
  }

  TrainerSettings settings(String state) {
    return settings(state, 5e-3);
  }

  TrainerSettings settings(String state, double rate) {
    return new TrainerSettings(
        run,
        "policy",
        "base",
        Sha256.ofWeights(model),
        model,
        state(state),
        new RoundRules(PROMPTS, 0, Duration.ofHours(1), 1, 0.5, 0, 0),
        new LearningSettings(
            Objective.sigmoid(0.1).withNllWeight(0.2),
            new LearningRate(rate, 1, LearningRate.Decay.LINEAR, 0.2),
            2,
            2,
            3,
            OptionalLong.empty(),
            OptionalLong.empty(),
            1024,
            1,
            7));
  }

  PolicyTrainer start(
      TrainerSettings settings,
      TorchRuntime runtime,
      Examiner examiner,
      Consumer<TrainerEvent> listener) {
    return start(settings, runtime, examiner, Clock.systemUTC(), listener);
  }

  PolicyTrainer start(
      TrainerSettings settings,
      TorchRuntime runtime,
      Examiner examiner,
      InstantSource clock,
      Consumer<TrainerEvent> listener) {
    return PolicyTrainer.start(
        settings,
        kafka(),
        new PolicyTrainer.Means(runtime, new FolderStore(store()), examiner, clock),
        listener);
  }

  /** Writes finished prompts with a pair each, made by that version; the ids of the pairs. */
  List<String> finish(int count, String version) {
    List<String> ids = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (AvroSerializer serializer = AvroSerializer.with(kafka())) {
      for (int i = 0; i < count; i++) {
        String prompt = "p" + prompts++;
        String id = "x-" + prompt;
        ids.add(id);
        records.add(
            record(serializer, Topic.PREFERENCES, prompt, Facts.pair(id, PairKind.ACTOR, version)));
        records.add(record(serializer, Topic.OUTCOMES, prompt, Facts.outcome(prompt, List.of(id))));
      }
    }
    broker.write(records);
    return ids;
  }

  void order(String id, ControlKind kind, @Nullable String target) {
    ControlCommand command = Facts.command(id, run.run(), kind, target);
    try (AvroSerializer serializer = AvroSerializer.with(kafka())) {
      broker.write(List.of(record(serializer, Topic.CONTROL, id, command)));
    }
  }

  void announce(ModelVersion version) {
    try (AvroSerializer serializer = AvroSerializer.with(kafka())) {
      String key = version.getModel().getVersion();
      broker.write(List.of(record(serializer, Topic.MODELS, key, version)));
    }
  }

  private ProducerRecord<byte[], byte[]> record(
      AvroSerializer serializer, Topic topic, String key, SpecificRecord value) {
    String name = run.topic(topic);
    return new ProducerRecord<>(
        name, key.getBytes(StandardCharsets.UTF_8), serializer.serialize(name, value));
  }

  /** Every record of the topic of models, in order. */
  List<ModelVersion> announced() {
    return models.all();
  }

  void loseTheTopicOfSteps() {
    broker.delete(run.topic(Topic.TRAINING));
  }

  /** Every record of the topic of training, in order. */
  List<TrainingStep> steps() {
    return steps.all();
  }

  /** The commands that were refused, and why. */
  List<String> refused() {
    return commands.all().stream()
        .filter(each -> each.getKind() == ControlKind.REFUSED)
        .map(each -> each.getTarget() + ": " + each.getWhy())
        .toList();
  }

  /** The same as {@code v1 CANDIDATE}. */
  List<String> told() {
    return announced().stream()
        .map(each -> each.getModel().getVersion() + " " + each.getState())
        .toList();
  }

  VersionBook book() {
    return VersionBook.of(announced());
  }

  ModelVersion version(String name) {
    return book().find(name).orElseThrow();
  }

  boolean is(String name, ModelState state) {
    return book().find(name).filter(each -> each.getState() == state).isPresent();
  }

  @Override
  public void close() {
    models.close();
    steps.close();
    commands.close();
    values.close();
  }
}
