package io.hone.app.stack;

import io.hone.app.broker.Broker;
import io.hone.app.broker.BrokerProcess;
import io.hone.app.broker.EmbeddedBroker;
import io.hone.app.registry.EmbeddedRegistry;
import io.hone.app.registry.RegistryOptions;
import java.io.IOException;
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
