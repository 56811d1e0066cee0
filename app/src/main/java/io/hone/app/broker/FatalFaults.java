package io.hone.app.broker;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka from ending this JVM: a fatal fault is told to the running brokers instead.
 *
 * <p>Kafka's {@link Exit} is one for the whole JVM and names no broker, so the listeners are one
 * set for the whole JVM too. The procedures stay replaced after the last broker has closed, because
 * its threads may end later.
 */
final class FatalFaults {
  private static final Set<Consumer<String>> LISTENERS = ConcurrentHashMap.newKeySet();

  private FatalFaults() {}

  static void listen(Consumer<String> listener) {
    LISTENERS.add(listener);
    Exit.setExitProcedure(FatalFaults::fatal);
    Exit.setHaltProcedure(FatalFaults::fatal);
  }

  static void forget(Consumer<String> listener) {
    LISTENERS.remove(listener);
  }

  private static void fatal(int status, @Nullable String message) {
    String what =
        "Kafka stopped itself with status %d in thread %s%s"
            .formatted(
                status,
                Thread.currentThread().getName(),
                message == null ? "" : " (" + message + ")");
    LISTENERS.forEach(listener -> listener.accept(what));
    throw new FatalFault(what);
  }

  /** Ends the Kafka thread that wanted to end the JVM. */
  static final class FatalFault extends Error {
    private static final long serialVersionUID = 1L;

    FatalFault(String message) {
      super(message);
    }
  }
}
