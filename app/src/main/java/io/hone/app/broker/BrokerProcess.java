package io.hone.app.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An {@link EmbeddedBroker} in a child JVM, so that its heap, its faults and its threads are not
 * ours.
 *
 * <p>Life cycle: {@link #start} runs the child and waits until it is ready. {@link #close} ends the
 * child's standard input, which it takes as the order to stop, and turns to force only after five
 * seconds. The child sees the same end when this process is killed, so none outlives its parent.
 */
public final class BrokerProcess implements Broker {
  /** A killed broker with much data reads its logs again before it serves. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration TERMINATE_LIMIT = Duration.ofSeconds(2);

  private final Process process;
  private final BrokerFolder folder;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final CompletableFuture<BrokerExit> died = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  private BrokerProcess(Process process, BrokerFolder folder) {
    this.process = process;
    this.folder = folder;
  }

  /** As {@link #start(BrokerSettings, ChildJvm)} with {@link ChildJvm#defaults()}. */
  public static BrokerProcess start(BrokerSettings settings) {
    return start(settings, ChildJvm.defaults());
  }

  /**
   * Returns when clients can connect.
   *
   * @throws BrokerException if the folder, a port or the data do not allow it, or the child fails
   */
  public static BrokerProcess start(BrokerSettings settings, ChildJvm jvm) {
    BrokerFolder folder = BrokerFolder.prepare(settings.folder());
    BrokerProcess broker = new BrokerProcess(launch(settings, jvm, folder), folder);
    Thread.ofPlatform().daemon().name("hone-broker-out").start(broker::listen);
    try {
      broker.awaitReady();
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  private static Process launch(BrokerSettings settings, ChildJvm jvm, BrokerFolder folder) {
    try {
      folder.rollErrors();
      return new ProcessBuilder(jvm.command(settings, folder))
          .redirectError(ProcessBuilder.Redirect.appendTo(folder.errorFile().toFile()))
          .start();
    } catch (IOException e) {
      throw new BrokerException(
          "the broker's JVM cannot be started (%s): check the JDK at %s"
              .formatted(e.getMessage(), System.getProperty("java.home")),
          e);
    }
  }

  private void awaitReady() {
    try {
      ready.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException told) {
        throw told;
      }
      throw new BrokerException("the broker's JVM fell silent: read " + folder.errorFile(), e);
    } catch (TimeoutException e) {
      throw new BrokerException(
          "the broker on %s was not ready within %d s: read %s"
              .formatted(folder.root(), START_LIMIT.toSeconds(), folder.logFile()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("the start of the broker was interrupted: start it again", e);
    }
  }

  /** Reads what the child says until it ends, then tells why it ended. */
  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(line -> ChildLine.parse(line).ifPresent(this::hear));
    } catch (IOException | UncheckedIOException e) {
      // The pipe breaks when the child is killed; its exit, just below, tells more.
      process.onExit().join();
    }
    int status = process.onExit().join().exitValue();
    ready.completeExceptionally(
        new BrokerException(
            "the broker's JVM ended with status %d before it was ready: read %s and %s"
                .formatted(status, folder.errorFile(), folder.logFile())));
    if (!closing.get()) {
      died.complete(
          new BrokerExit(
              "the broker died: its process %d ended with status %d: read %s and %s"
                  .formatted(process.pid(), status, folder.errorFile(), folder.logFile())));
    }
  }

  private void hear(ChildLine line) {
    switch (line) {
      case ChildLine.Ready(String bootstrapServers) -> ready.complete(bootstrapServers);
      case ChildLine.Failed(String sentence) ->
          ready.completeExceptionally(new BrokerException(sentence));
      case ChildLine.Died(String reason) -> died.complete(new BrokerExit(reason));
    }
  }

  /** The child's process id. */
  public long pid() {
    return process.pid();
  }

  @Override
  public String bootstrapServers() {
    return ready.join();
  }

  @Override
  public CompletableFuture<BrokerExit> died() {
    return died.copy();
  }

  @Override
  public void close() {
    closing.set(true);
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The child is gone already, or gets the stronger signal below.
      process.destroy();
    }
    if (!ended(STOP_LIMIT)) {
      process.destroy();
    }
    if (!ended(TERMINATE_LIMIT)) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  private boolean ended(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
