package io.hone.app.broker;

import java.util.concurrent.CompletableFuture;

/**
 * A running Kafka broker.
 *
 * <p>Life cycle: a static {@code start} of the implementation returns when clients can connect;
 * whoever started it closes it, after its clients. Closing twice does nothing.
 */
public interface Broker extends AutoCloseable {

  /** Where clients connect, as {@code host:port}. */
  String bootstrapServers();

  /** Completes, never exceptionally, when the broker stops although nobody closed it. */
  CompletableFuture<BrokerExit> died();

  /** Stops the broker and keeps its data. Blocks until it has stopped, a few seconds at most. */
  @Override
  void close();
}
