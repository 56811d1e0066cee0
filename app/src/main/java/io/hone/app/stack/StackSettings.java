package io.hone.app.stack;

import io.hone.app.broker.BrokerSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a stack is started with.
 *
 * @param data everything it keeps lies under this folder
 * @param port the broker's port on 127.0.0.1; 0 takes any free one
 * @param controllerPort the controller's port on 127.0.0.1; 0 takes any free one
 * @param registryPort the registry's port on 127.0.0.1; 0 takes any free one
 * @param mode where the broker runs
 */
public record StackSettings(
    Path data, int port, int controllerPort, int registryPort, BrokerMode mode) {

  /** Where the broker runs. */
  public enum BrokerMode {
    /** In a JVM of its own that dies with this one. */
    CHILD,
    /** In this JVM. */
    IN_PROCESS
  }

  BrokerSettings broker() {
    return new BrokerSettings(data.resolve("kafka"), port, controllerPort, Map.of());
  }
}
