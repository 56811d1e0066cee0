package io.hone.app.registry;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class EmbeddedRegistryContractTest extends RegistryContract {
  private EmbeddedRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry =
        EmbeddedRegistry.start(new RegistryOptions("none:1", 0, (short) 1), new InMemoryStorage());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Override
  URI url() {
    return registry.url();
  }
}
