package io.hone.app.cli;

import io.hone.app.stack.Cluster;
import io.hone.app.stack.Endpoints;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which cluster and registry a command talks to: those named, else those of the stack that runs on
 * the data folder.
 */
final class ClusterOptions {
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
      description = "Client settings as a Java properties file: security, serdes.")
  private @Nullable Path config;

  Path data() {
    return data.path();
  }

  /** Client settings for brokers and registry. */
  Map<String, Object> settings() {
    Map<String, Object> settings = fromFile();
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

  private Map<String, Object> fromFile() {
    Map<String, Object> settings = new HashMap<>();
    if (config == null) return settings;
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(config)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "--config " + config + " cannot be read as a properties file: " + e.getMessage(), e);
    }
    properties.forEach((key, value) -> settings.put(key.toString(), value));
    return settings;
  }
}
