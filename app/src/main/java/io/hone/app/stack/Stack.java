package io.hone.app.stack;

import io.hone.app.broker.Broker;
import io.hone.app.broker.BrokerException;
import io.hone.app.broker.BrokerProcess;
import io.hone.app.broker.EmbeddedBroker;
import io.hone.app.registry.EmbeddedRegistry;
import io.hone.app.registry.RegistryOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;

/**
 * Broker and schema registry, started together.
 *
 * <p>Life cycle: {@link #start} returns when both answer; {@link #close} stops the registry, then
 * the broker, which keep their data. {@link #died} completes when either stops unasked; the caller
 * then closes the stack.
 */
public final class Stack implements AutoCloseable {
  private final StackSettings settings;
  private final Broker broker;
  private final EmbeddedRegistry registry;

  private Stack(StackSettings settings, Broker broker, EmbeddedRegistry registry) {
    this.settings = settings;
    this.broker = broker;
    this.registry = registry;
  }

  /**
   * Starts both.
   *
   * @throws io.hone.app.broker.BrokerException if the folder is in use or cannot be written, or a
   *     port is taken
   * @throws IOException if the endpoints cannot be written down
   */
  public static Stack start(StackSettings settings) throws IOException {
    requireRegistryPort(settings);
    Broker broker =
        settings.mode() == StackSettings.BrokerMode.CHILD
            ? BrokerProcess.start(settings.broker())
            : EmbeddedBroker.start(settings.broker());
    try {
      EmbeddedRegistry registry =
          EmbeddedRegistry.start(
              new RegistryOptions(broker.bootstrapServers(), settings.registryPort(), (short) 1));
      Stack stack = new Stack(settings, broker, registry);
      stack.endpoints().write(settings.data());
      return stack;
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** The registry would refuse its port only after the broker has started. */
  private static void requireRegistryPort(StackSettings settings) throws IOException {
    int port = settings.registryPort();
    if (port <= 0 || port > 65_535) return;
    if (port == settings.port() || port == settings.controllerPort()) {
      throw new BrokerException(
          "port %d is asked for twice: choose another with --registry-port".formatted(port));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    } catch (BindException e) {
      throw new BrokerException(
          "port %d on 127.0.0.1 cannot be opened (%s): stop what listens there or choose another with --registry-port"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  public Endpoints endpoints() {
    return new Endpoints(
        broker.bootstrapServers(), registry.url().toString(), ProcessHandle.current().pid());
  }

  /** Completes with one sentence when broker or registry stop unasked. */
  public CompletableFuture<String> died() {
    return CompletableFuture.anyOf(
            broker.died().thenApply(exit -> exit.reason()), registry.fenced())
        .thenApply(String::valueOf);
  }

  @Override
  public void close() throws IOException {
    Endpoints.remove(settings.data());
    registry.close();
    broker.close();
  }
}
