package io.hone.app.registry;

import java.util.Objects;

/**
 * What a registry is started with.
 *
 * @param bootstrapServers the cluster that keeps the schemas
 * @param port where clients connect on 127.0.0.1; 0 takes any free port
 * @param replication replicas of the topic {@code _schemas} when it is created
 */
public record RegistryOptions(String bootstrapServers, int port, short replication) {
  public RegistryOptions {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port %d is not between 0 and 65535: choose another with --registry-port"
              .formatted(port));
    }
  }
}
