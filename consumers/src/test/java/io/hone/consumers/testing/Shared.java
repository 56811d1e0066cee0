package io.hone.consumers.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one broker and the one registry of this run, as parameters: starting and stopping
 * them for each class took longer than many a test. They are closed after the last test. Who stops
 * the broker or sends the registry away starts one of his own.
 */
public final class Shared implements ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(Shared.class);

  private record Broker(TestBroker broker, Path folder) implements AutoCloseable {
    static Broker start() {
      try {
        Path folder = Files.createTempDirectory("hone-test-broker");
        return new Broker(TestBroker.start(folder), folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      broker.close();
      List<Path> files;
      try (Stream<Path> all = Files.walk(folder)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) Files.deleteIfExists(file);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestBroker.class || type == TestRegistry.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(SPACE);
    return parameter.getParameter().getType() == TestBroker.class
        ? store.computeIfAbsent(Broker.class, key -> Broker.start(), Broker.class).broker()
        : store.computeIfAbsent(TestRegistry.class, key -> new TestRegistry(), TestRegistry.class);
  }
}
