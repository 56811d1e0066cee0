package io.hone.streams.episode;

import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.recipe.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology of the episodes of one run: prompts and completions, which share their partitioning,
 * into one processor; a sink for each topic that it writes.
 */
public final class EpisodeTopology {
  static final String MODELS = "models";

  /** Holds {@link #PAUSED} while the run is paused. */
  static final String CONTROL = "control";

  static final String PAUSED = "paused";
  private static final String EPISODES = "episodes";

  static final List<Topic> WRITTEN =
      List.of(
          Topic.CALLS_ACTOR,
          Topic.CALLS_JUDGE,
          Topic.CALLS_META_JUDGE,
          Topic.COMPLETIONS,
          Topic.RESPONSES,
          Topic.JUDGEMENTS,
          Topic.VERDICTS,
          Topic.PREFERENCES,
          Topic.OUTCOMES,
          Topic.DEAD_LETTERS);

  private EpisodeTopology() {}

  /** The topic that a stage's calls go to: what comes later in an episode is served earlier. */
  public static Topic workTopic(Stage stage) {
    return switch (stage) {
      case ACTOR, CORRUPTER, EXAMINER -> Topic.CALLS_ACTOR;
      case JUDGE, CRITIC, REFINER, VOTER, TAGGER -> Topic.CALLS_JUDGE;
      case META_JUDGE -> Topic.CALLS_META_JUDGE;
    };
  }

  /**
   * Builds the topology.
   *
   * @param partitions of prompts and of completions
   * @param registry how the registry is reached, under Confluent's keys
   * @param counts told what happens in this process
   */
  public static Topology of(
      Namespace namespace,
      Recipe recipe,
      EpisodeSettings settings,
      int partitions,
      Map<String, ?> registry,
      EpisodeCounts counts) {
    return of(
        namespace,
        recipe,
        settings,
        partitions,
        new Means(
            namespace::topic,
            () -> AvroDeserializer.specific(registry),
            () -> AvroSerializer.with(registry),
            Stores::persistentKeyValueStore),
        counts);
  }

  /**
   * What the topology is made with; tests make it with less.
   *
   * @param written the name of a topic that is written
   */
  record Means(
      Function<Topic, String> written,
      Supplier<Deserializer<Object>> reader,
      Supplier<Serializer<Object>> writer,
      Function<String, KeyValueBytesStoreSupplier> store) {}

  static Topology of(
      Namespace namespace,
      Recipe recipe,
      EpisodeSettings settings,
      int partitions,
      Means means,
      EpisodeCounts counts) {
    Topology topology = new Topology();
    topology.addSource(
        "in",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        namespace.topic(Topic.PROMPTS),
        namespace.topic(Topic.COMPLETIONS));
    topology.addProcessor(
        EPISODES,
        () ->
            new EpisodeProcessor(
                namespace, recipe, settings, partitions, means.reader().get(), counts),
        "in");
    for (StoreBuilder<?> store : EpisodeStores.builders(means.store())) {
      topology.addStateStore(store, EPISODES);
    }
    for (Topic topic : WRITTEN) {
      topology.addSink(
          topic.shortName(),
          means.written().apply(topic),
          new StringSerializer(),
          means.writer().get(),
          EPISODES);
    }
    addModels(topology, namespace, means);
    addControl(topology, namespace, means);
    return topology;
  }

  private static void addModels(Topology topology, Namespace namespace, Means means) {
    Serde<ModelVersion> serde = serde(means, ModelVersion.class);
    StoreBuilder<KeyValueStore<String, ModelVersion>> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(MODELS), Serdes.String(), serde)
            .withLoggingDisabled();
    topology.addGlobalStore(
        store,
        "versions",
        new StringDeserializer(),
        serde.deserializer(),
        namespace.topic(Topic.MODELS),
        "keep-versions",
        KeepVersions::new);
  }

  /**
   * Orders are read anew at every start: a global store's processor sees the whole topic again
   * before any episode is played, so the store ends with what the last order says.
   */
  private static void addControl(Topology topology, Namespace namespace, Means means) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(CONTROL), Serdes.String(), Serdes.String())
            .withLoggingDisabled(),
        "orders",
        new StringDeserializer(),
        serde(means, ControlCommand.class).deserializer(),
        namespace.topic(Topic.CONTROL),
        "obey-orders",
        () -> new ObeyPauses(namespace.run()));
  }

  private static <T> Serde<T> serde(Means means, Class<T> type) {
    Deserializer<Object> reader = means.reader().get();
    Serializer<Object> writer = means.writer().get();
    return Serdes.serdeFrom(
        (topic, value) -> writer.serialize(topic, value),
        (topic, bytes) -> type.cast(reader.deserialize(topic, bytes)));
  }

  /** Keeps the last record of every version. */
  private static final class KeepVersions
      extends ContextualProcessor<String, ModelVersion, Void, Void> {
    @Override
    public void process(Record<String, ModelVersion> record) {
      KeyValueStore<String, ModelVersion> store = context().getStateStore(MODELS);
      if (record.value() == null) {
        store.delete(record.key());
      } else {
        store.put(record.key(), record.value());
      }
    }
  }

  /** Keeps whether the run is paused: what the last order to pause or resume it says. */
  private static final class ObeyPauses
      extends ContextualProcessor<String, ControlCommand, Void, Void> {
    private final String run;

    ObeyPauses(String run) {
      this.run = run;
    }

    @Override
    public void process(Record<String, ControlCommand> record) {
      ControlCommand order = record.value();
      if (order == null || !order.getRun().equals(run)) return;
      KeyValueStore<String, String> store = context().getStateStore(CONTROL);
      if (order.getKind() == ControlKind.PAUSE) store.put(PAUSED, order.getCommandId());
      if (order.getKind() == ControlKind.RESUME) store.delete(PAUSED);
    }
  }
}
