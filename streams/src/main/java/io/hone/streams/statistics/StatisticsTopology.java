package io.hone.streams.statistics;

import io.hone.event.WindowedStatistics;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.serde.AvroDeserializer;
import io.hone.schemas.serde.AvroSerializer;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology of the statistics of one run: all records of the episodes and the workers into
 * {@link DigestProcessor}, the partitions' shares of each window by an internal topic into {@link
 * MergeProcessor}, and the sums to the topic of statistics.
 *
 * <p>Stores are cached: what a prompt's facts change within a commit interval is written once. Only
 * what is kept for ever is not: all stores of a thread share one cache, each makes room among its
 * own entries only, and it would take the others' room.
 */
final class StatisticsTopology {
  static final String DIGESTS = "digests";

  /** Prompts whose digests are gone, so that what comes of them is known to be late. */
  static final String FORGOTTEN = "forgotten";

  static final String WINDOWS = "windows";
  static final String SHARES = "shares";
  static final String UNPUBLISHED = "unpublished";

  private StatisticsTopology() {}

  /**
   * Builds the topology.
   *
   * @param partitions of prompts
   * @param registry how the registry is reached, under Confluent's keys
   * @param pulse told when there is something to do
   */
  static Topology of(
      Namespace namespace,
      StatisticsSettings settings,
      int partitions,
      Map<String, ?> registry,
      Pulse pulse) {
    return of(
        namespace,
        settings,
        partitions,
        new Means(
            () -> AvroDeserializer.specific(registry),
            () -> AvroSerializer.with(registry),
            Stores::persistentKeyValueStore),
        pulse);
  }

  /** What the topology is made with; tests make it with less. */
  record Means(
      Supplier<Deserializer<Object>> reader,
      Supplier<Serializer<Object>> writer,
      Function<String, KeyValueBytesStoreSupplier> store) {}

  static Topology of(
      Namespace namespace, StatisticsSettings settings, int partitions, Means means, Pulse pulse) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            // The topics of calls have one partition, which is the first task's.
            Topic.COURSE.stream().map(namespace::topic).toList(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("records"))
        .process(
            with(
                () -> new DigestProcessor(namespace.run(), settings, means.reader().get(), pulse),
                Set.of(
                    store(means, DIGESTS, Serdes.ByteArray()),
                    store(means, FORGOTTEN, Serdes.ByteArray()).withCachingDisabled(),
                    store(means, WINDOWS, ShareSerde.create()))),
            Named.as("digest"))
        .repartition(
            Repartitioned.<String, WindowedStatistics>as("shares")
                .withKeySerde(Serdes.String())
                .withValueSerde(ShareSerde.create())
                .withNumberOfPartitions(partitions)
                .withStreamPartitioner(new Shares()))
        .process(
            with(
                () -> new MergeProcessor(settings, pulse),
                Set.of(
                    store(means, SHARES, ShareSerde.create()),
                    store(means, UNPUBLISHED, Serdes.ByteArray()))),
            Named.as("merge"))
        .to(
            namespace.topic(Topic.STATISTICS),
            Produced.<String, Object>with(
                    Serdes.String(), Serdes.serdeFrom(means.writer().get(), means.reader().get()))
                .withName("statistics"));
    return builder.build();
  }

  private static <I, J, K, V> ProcessorSupplier<I, J, K, V> with(
      Supplier<Processor<I, J, K, V>> processor, Set<StoreBuilder<?>> stores) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<I, J, K, V> get() {
        return processor.get();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return stores;
      }
    };
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(
      Means means, String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(means.store().apply(name), Serdes.String(), values)
        .withLoggingEnabled(Map.of())
        .withCachingEnabled();
  }
}
