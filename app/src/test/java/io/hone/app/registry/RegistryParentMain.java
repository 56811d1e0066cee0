package io.hone.app.registry;

import io.hone.app.broker.BrokerSettings;
import io.hone.app.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process that holds broker and registry and waits to be killed. */
final class RegistryParentMain {
  private RegistryParentMain() {}

  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker =
        EmbeddedBroker.start(new BrokerSettings(Path.of(args[0]), 0, 0, Map.of()));
    EmbeddedRegistry registry =
        EmbeddedRegistry.start(new RegistryOptions(broker.bootstrapServers(), 0, (short) 1));
    System.out.println("URL " + registry.url());
    new CountDownLatch(1).await();
  }
}
