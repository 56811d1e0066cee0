package io.hone.app.role;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hone.app.config.Config;
import io.hone.app.config.Keys;
import io.hone.app.stack.Cluster;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.streams.episode.EpisodeCounts;
import io.hone.streams.episode.EpisodeRunner;
import io.hone.streams.episode.EpisodeSettings;
import io.hone.streams.recipe.Model;
import io.hone.streams.recipe.Recipe;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Plays episodes in this process. */
public final class EpisodesRole implements AutoCloseable {
  private final EpisodeRunner runner;
  private final ObjectNode description;

  private EpisodesRole(EpisodeRunner runner, ObjectNode description) {
    this.runner = runner;
    this.description = description;
  }

  /**
   * Starts; returns before every partition is being played.
   *
   * @param kafka settings of clients and registry
   * @param data the folder under which the stores lie if the configuration names none
   * @throws org.apache.kafka.common.KafkaException if the cluster does not answer or lacks a topic
   * @throws IllegalArgumentException if the recipe's settings are wrong
   */
  public static EpisodesRole start(Config config, Map<String, Object> kafka, Path data) {
    Namespace run = new Namespace(config.get(Keys.RUN));
    Recipe recipe = Recipes.open(config);
    int partitions = partitions(kafka, run);
    Path state =
        config
            .find(Keys.EPISODES_STATE)
            .orElseGet(() -> data.resolve("streams").resolve(run.run()))
            .toAbsolutePath();
    int threads = config.get(Keys.EPISODES_THREADS);
    EpisodeRunner runner =
        EpisodeRunner.start(
            run,
            recipe,
            settings(config),
            new EpisodeRunner.Means(kafka, state, threads, partitions));
    ObjectNode description =
        JsonNodeFactory.instance
            .objectNode()
            .put("role", "streams")
            .put("run", run.run())
            .put("recipe", recipe.name())
            .put("partitions", partitions)
            .put("threads", threads)
            .put("state", state.toString());
    return new EpisodesRole(runner, description);
  }

  private static int partitions(Map<String, Object> kafka, Namespace run) {
    try (Cluster cluster = Cluster.connect(kafka)) {
      for (Topic topic : Topic.values()) cluster.requireTopic(run.topic(topic));
      return cluster.partitions(run.topic(Topic.PROMPTS));
    }
  }

  private static EpisodeSettings settings(Config config) {
    Optional<Model> initial =
        config
            .find(Keys.EPISODES_INITIAL)
            .map(version -> new Model(config.get(Keys.MODEL_NAME), version));
    return new EpisodeSettings(
        config.get(Keys.EPISODES_OPEN),
        config.get(Keys.EPISODES_ATTEMPTS),
        config.get(Keys.EPISODES_PATIENCE),
        config.get(Keys.EPISODES_TICK),
        initial);
  }

  /** What was done here since the start, and what is open here now. */
  public EpisodeCounts.Reading counts() {
    return runner.counts();
  }

  /** Whether every partition that this process was given is being played. */
  public boolean running() {
    return runner.running();
  }

  /** What runs, for people and programs. */
  public ObjectNode description() {
    return description;
  }

  /** Completes with one sentence if it ends unasked. */
  public CompletableFuture<String> died() {
    return runner.died();
  }

  @Override
  public void close() {
    runner.close();
  }
}
