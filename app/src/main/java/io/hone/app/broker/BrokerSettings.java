package io.hone.app.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a broker is started with.
 *
 * @param folder where data, logs and lock live; created when missing
 * @param port where clients connect on 127.0.0.1; 0 takes any free port
 * @param controllerPort where the controller listens on 127.0.0.1; 0 takes any free port
 * @param overrides Kafka broker settings that win over Hone's
 */
public record BrokerSettings(
    Path folder, int port, int controllerPort, Map<String, String> overrides) {

  public BrokerSettings {
    folder = folder.toAbsolutePath().normalize();
    requirePort(port, "--port");
    requirePort(controllerPort, "--controller-port");
    if (port != 0 && port == controllerPort) {
      throw new BrokerException(
          "port %d is asked for twice: choose another with --controller-port".formatted(port));
    }
    overrides = Map.copyOf(overrides);
  }

  /** Any free ports, no overrides. */
  public static BrokerSettings of(Path folder) {
    return new BrokerSettings(folder, 0, 0, Map.of());
  }

  private static void requirePort(int port, String option) {
    if (port < 0 || port > 65_535) {
      throw new BrokerException(
          "port %d is not between 0 and 65535: choose another with %s".formatted(port, option));
    }
  }
}
