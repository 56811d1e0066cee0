package io.hone.app.cli;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import io.hone.app.stack.Cluster;
import io.hone.app.stack.Endpoints;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which cluster and registry a command talks to: those named, else those of the stack that runs on
 * the data folder.
 */
class ClusterOptions {
  @Mixin private DataFolder data;

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = "The Kafka cluster, instead of the stack of the data folder.")
  private @Nullable String bootstrapServer;

  @Option(
      names = "--schema-registry",
      paramLabel = "URL",
      description = "The schema registry, instead of the stack's.")
  private @Nullable String schemaRegistry;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The configuration as a Java properties file; settings of Kafka's clients (security,"
              + " serdes) stand behind 'kafka.'.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A value instead of the configuration's; ./hone config lists the keys.")
  private Map<String, String> set = Map.of();

  Path data() {
    return data.path();
  }

  /** How another command is told of the same data folder. */
  String dataOption() {
    return data.option();
  }

  /**
   * The configuration in force.
   *
   * @throws io.hone.app.config.ConfigException if it cannot be used
   */
  Config config() {
    return ConfigReader.read(Optional.ofNullable(config), System.getenv(), overrides());
  }

  /**
   * The configuration in force, over values that stand before the defaults.
   *
   * @param origin where those come from, for people
   */
  Config config(Map<String, String> presets, Map<String, String> more, String origin) {
    Map<String, String> options = new HashMap<>(more);
    options.putAll(overrides());
    return ConfigReader.read(
        Optional.ofNullable(config), System.getenv(), options, presets, origin);
  }

  /** Whether a cluster is named, or a stack runs on the data folder. */
  boolean namesCluster(Config config) {
    return bootstrapServer != null
        || config.kafka().containsKey("bootstrap.servers")
        || Endpoints.of(data.path()).isPresent();
  }

  /** What the command line says instead of the configuration. */
  Map<String, String> overrides() {
    return set;
  }

  /** Client settings for brokers and registry. */
  Map<String, Object> settings() {
    return settings(config());
  }

  Map<String, Object> settings(Config config) {
    Map<String, Object> settings = new HashMap<>(config.kafka());
    Optional<Endpoints> stack = Endpoints.of(data.path());
    stack.ifPresent(
        e -> {
          settings.putIfAbsent("bootstrap.servers", e.bootstrapServers());
          settings.putIfAbsent("schema.registry.url", e.schemaRegistryUrl());
        });
    if (bootstrapServer != null) settings.put("bootstrap.servers", bootstrapServer);
    if (schemaRegistry != null) settings.put("schema.registry.url", schemaRegistry);
    if (!settings.containsKey("bootstrap.servers")) {
      throw new UserError(
          "no stack runs on "
              + data.path()
              + ": start one with ./hone up, or name a cluster with --bootstrap-server");
    }
    return settings;
  }

  Cluster connect() {
    return Cluster.connect(settings());
  }
}
