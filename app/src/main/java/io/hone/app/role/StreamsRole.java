package io.hone.app.role;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.stack.Cluster;
import io.hone.app.traces.TraceExporter;
import io.hone.app.traces.TraceSettings;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.statistics.StatisticsRunner;
import io.hone.streams.statistics.StatisticsSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.errors.StreamsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays episodes in this process, and makes the statistics of the run beside them unless the
 * configuration says otherwise, and traces if it says where to. Episodes go on whatever becomes of
 * statistics and traces.
 */
public final class StreamsRole implements Role {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRole.class);

  private final EpisodesRole episodes;
  private final Optional<StatisticsRunner> statistics;
  private final Optional<TraceExporter> traces;

  private StreamsRole(
      EpisodesRole episodes,
      Optional<StatisticsRunner> statistics,
      Optional<TraceExporter> traces) {
    this.episodes = episodes;
    this.statistics = statistics;
    this.traces = traces;
  }

  /**
   * Starts; returns before every partition is being played.
   *
   * @param kafka settings of clients and registry
   * @param data the folder under which the stores lie if the configuration names none
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   * @throws IllegalArgumentException if a setting is wrong
   */
  public static StreamsRole start(Config config, Map<String, Object> kafka, Path data) {
    StatisticsSettings settings =
        StatisticsSettings.defaults()
            .withWindow(config.get(Keys.STATISTICS_WINDOW))
            .withRemember(config.get(Keys.STATISTICS_REMEMBER));
    // The traces first, so that they follow before anything is played.
    Optional<TraceExporter> traces = traces(config, kafka);
    try {
      EpisodesRole episodes = EpisodesRole.start(config, kafka, data);
      episodes.description().put("statistics", config.get(Keys.STATISTICS_ENABLED));
      return new StreamsRole(episodes, statistics(config, kafka, data, settings, episodes), traces);
    } catch (RuntimeException e) {
      traces.ifPresent(TraceExporter::close);
      throw e;
    }
  }

  private static Optional<TraceExporter> traces(Config config, Map<String, Object> kafka) {
    Namespace run = new Namespace(config.get(Keys.RUN));
    return TraceSettings.of(config).map(to -> TraceExporter.start(to, kafka, run));
  }

  /** Closes the episodes if it throws. */
  private static Optional<StatisticsRunner> statistics(
      Config config,
      Map<String, Object> kafka,
      Path data,
      StatisticsSettings settings,
      EpisodesRole episodes) {
    if (!config.get(Keys.STATISTICS_ENABLED)) return Optional.empty();
    try {
      return Optional.of(statistics(config, kafka, data, settings));
    } catch (StreamsException e) {
      LOG.atError().setCause(e).log("no statistics are made by this process; episodes go on");
      return Optional.empty();
    } catch (RuntimeException e) {
      episodes.close();
      throw e;
    }
  }

  private static StatisticsRunner statistics(
      Config config, Map<String, Object> kafka, Path data, StatisticsSettings settings) {
    Namespace run = new Namespace(config.get(Keys.RUN));
    Path state =
        config
            .find(Keys.STATISTICS_STATE)
            .or(() -> config.find(Keys.EPISODES_STATE).map(StreamsRole::beside))
            .orElseGet(() -> data.resolve("statistics").resolve(run.run()))
            .toAbsolutePath();
    try (Cluster cluster = Cluster.connect(kafka)) {
      int partitions = cluster.partitions(run.topic(Topic.PROMPTS));
      return StatisticsRunner.start(
          run, settings, new StatisticsRunner.Means(kafka, state, partitions));
    }
  }

  /** Two processes that keep their episodes apart must not meet here. */
  private static Path beside(Path episodes) {
    return episodes.resolveSibling(episodes.getFileName() + "-statistics");
  }

  public EpisodesRole episodes() {
    return episodes;
  }

  @Override
  public ObjectNode description() {
    return episodes.description();
  }

  @Override
  public CompletableFuture<String> died() {
    return episodes.died();
  }

  @Override
  public void close() {
    // The episodes first: what they still write is better counted now than after the next start.
    episodes.close();
    statistics.ifPresent(StatisticsRunner::close);
    traces.ifPresent(TraceExporter::close);
  }
}
