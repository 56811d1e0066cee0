package io.hone.app.broker;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A KRaft broker and controller in this JVM.
 *
 * <p>Life cycle: {@link #start} takes the folder's lock, formats the data at the first start, marks
 * the folder unclean and starts the node. {@link #close} stops the node, removes the mark if it
 * stopped cleanly, and gives the lock back. A fatal fault of Kafka completes {@link #died} and
 * leaves the JVM alive; the broker is to be closed then as well.
 *
 * <p>A folder found unclean is recovered first: the controller refuses a broker while the
 * registration of its killed predecessor lives, nine seconds by default. One short run on private
 * ports with a session of one second outlives it and stops cleanly, so that normal runs keep the
 * long session that a starved machine needs.
 */
public final class EmbeddedBroker implements Broker {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration DEAD_STOP_LIMIT = Duration.ofSeconds(2);

  private final BrokerFolder folder;
  private final FolderLock lock;
  private final Ports ports;
  private final KafkaNode node;
  private final CompletableFuture<BrokerExit> died;
  private final Consumer<String> faults;
  private final AtomicBoolean closing = new AtomicBoolean();

  private EmbeddedBroker(
      BrokerFolder folder,
      FolderLock lock,
      Ports ports,
      KafkaNode node,
      CompletableFuture<BrokerExit> died,
      Consumer<String> faults) {
    this.folder = folder;
    this.lock = lock;
    this.ports = ports;
    this.node = node;
    this.died = died;
    this.faults = faults;
    node.whenStopped(this::stopped);
  }

  /**
   * Returns when clients can connect.
   *
   * @throws BrokerException if the folder, a port or the data do not allow it
   */
  public static EmbeddedBroker start(BrokerSettings settings) {
    BrokerFolder folder = BrokerFolder.prepare(settings.folder());
    FolderLock lock = FolderLock.take(folder);
    CompletableFuture<BrokerExit> died = new CompletableFuture<>();
    Consumer<String> faults = what -> died.completeAsync(() -> fault(folder, what));
    FatalFaults.listen(faults);
    try {
      Ports ports = Ports.choose(settings);
      new Storage(folder).open();
      if (folder.isUnclean()) {
        recover(settings, folder, died);
      }
      folder.markUnclean();
      KafkaNode node =
          KafkaNode.start(
              NodeConfig.create(folder.data(), ports, settings.overrides()), folder, died);
      return new EmbeddedBroker(folder, lock, ports, node, died, faults);
    } catch (RuntimeException | Error e) {
      FatalFaults.forget(faults);
      lock.close();
      throw e;
    }
  }

  private static void recover(
      BrokerSettings settings, BrokerFolder folder, CompletableFuture<BrokerExit> died) {
    Ports hidden = Ports.choose(BrokerSettings.of(settings.folder()));
    KafkaNode node =
        KafkaNode.start(
            NodeConfig.recovering(folder.data(), hidden, settings.overrides()), folder, died);
    if (!node.stop(STOP_LIMIT)) {
      throw new BrokerException(
          "the broker could not recover %s after it was killed: start it again or read %s"
              .formatted(folder.root(), folder.logFile()));
    }
  }

  @Override
  public String bootstrapServers() {
    return Ports.HOST + ":" + ports.broker();
  }

  @Override
  public CompletableFuture<BrokerExit> died() {
    return died.copy();
  }

  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    boolean alive = !died.isDone();
    boolean clean = node.stop(alive ? STOP_LIMIT : DEAD_STOP_LIMIT) && alive;
    FatalFaults.forget(faults);
    try {
      if (clean && !died.isDone()) {
        folder.markClean();
      }
    } finally {
      lock.close();
    }
  }

  private void stopped() {
    if (!closing.get()) {
      died.complete(fault(folder, "Kafka shut itself down"));
    }
  }

  private static BrokerExit fault(BrokerFolder folder, String what) {
    String remedy =
        !Files.isDirectory(folder.data())
            ? folder.data() + " is gone, restore it"
            : folder.isFull()
                ? "the disk is full, free some and start it again; what was acknowledged is kept"
                : "read " + folder.logFile();
    return new BrokerExit("the broker died: %s: %s".formatted(what, remedy));
  }
}
