package io.hone.streams.episode;

import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.recipe.Recipe;
import io.hone.streams.testing.TestDrivers;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.Stores;

/** The topology of episodes on the test driver: one partition, stores in memory, no registry. */
final class EpisodeDrivers {
  private EpisodeDrivers() {}

  /** Writes where it reads. */
  static TopologyTestDriver of(
      Namespace run, Recipe recipe, EpisodeSettings settings, EpisodeCounts counts) {
    return of(run, recipe, settings, counts, run::topic, Instant.EPOCH);
  }

  /**
   * @param output the name of a topic that is written
   */
  static TopologyTestDriver of(
      Namespace run,
      Recipe recipe,
      EpisodeSettings settings,
      EpisodeCounts counts,
      Function<Topic, String> output,
      Instant now) {
    PlainAvro avro = new PlainAvro();
    return TestDrivers.of(
        EpisodeTopology.of(
            run,
            recipe,
            settings,
            1,
            new EpisodeTopology.Means(
                output, () -> avro, () -> avro, Stores::inMemoryKeyValueStore),
            counts),
        now);
  }
}
