package io.hone.app.registry;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A Confluent-compatible schema registry in this JVM: Avro only, no references, one writer, on
 * 127.0.0.1 only.
 *
 * <p>Life cycle: {@link #start} takes the port, becomes the topic's writer and reads it, then
 * answers; an instance that ran before on the same cluster is fenced by that. {@link #close} stops
 * answering, then lets go of Kafka; the broker is to be closed after it. Ids and versions are the
 * same after every restart.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private final LedgerKeeper keeper;
  private final RegistryServer server;

  private EmbeddedRegistry(LedgerKeeper keeper, RegistryServer server) {
    this.keeper = keeper;
    this.server = server;
  }

  /**
   * Returns when clients can connect.
   *
   * @throws RegistryStartException if the port is taken, Kafka does not answer or another registry
   *     starts at the same time
   */
  public static EmbeddedRegistry start(RegistryOptions options) throws RegistryStartException {
    return start(options, new SchemasTopic(options));
  }

  static EmbeddedRegistry start(RegistryOptions options, LedgerStorage storage)
      throws RegistryStartException {
    LedgerKeeper keeper = new LedgerKeeper(storage);
    RegistryServer server = bind(options.port(), keeper);
    try {
      keeper.open();
      server.start();
      return new EmbeddedRegistry(keeper, server);
    } catch (StorageException | SupersededException e) {
      stop(server, keeper);
      throw new RegistryStartException(
          "the schema registry cannot read _schemas on %s: %s"
              .formatted(options.bootstrapServers(), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      stop(server, keeper);
      throw e;
    }
  }

  private static RegistryServer bind(int port, LedgerKeeper keeper) throws RegistryStartException {
    try {
      return new RegistryServer(port, keeper::answer);
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      throw new RegistryStartException(
          why.contains("in use")
              ? "port %d on 127.0.0.1 is in use: stop what listens there or choose another with --registry-port"
                  .formatted(port)
              : "port %d on 127.0.0.1 cannot be opened (%s): choose another with --registry-port"
                  .formatted(port, why),
          e);
    } catch (IOException e) {
      throw new RegistryStartException(
          "port %d on 127.0.0.1 cannot be opened (%s): choose another with --registry-port"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** Where it answers, on loopback. */
  public URI url() {
    return server.url();
  }

  /**
   * Completes with one sentence as soon as this registry reads in the topic, or finds as it writes,
   * that another took over. It goes on answering what it has read until it is closed.
   */
  public CompletableFuture<String> fenced() {
    return keeper.superseded();
  }

  @Override
  public void close() {
    stop(server, keeper);
  }

  private static void stop(RegistryServer server, LedgerKeeper keeper) {
    server.close();
    keeper.close();
  }
}
