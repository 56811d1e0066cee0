package io.hone.app.stack;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * An idempotent producer that sends 0, 1, 2, … round the partitions until it is closed, and the
 * book of what the cluster acknowledged.
 *
 * <p>Life cycle: sends from {@link #start} on in a thread of its own; {@link #close} returns when
 * every record sent is acknowledged or refused.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the book
final class NumberedStream implements AutoCloseable {
  private static final int IN_FLIGHT = 50;

  private final String topic;
  private final int partitions;
  private final KafkaProducer<Long, Long> producer;
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<Long, Exception> refused = new ConcurrentHashMap<>();
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final AtomicLong sent = new AtomicLong();
  private final Thread thread = new Thread(this::send, "numbered-stream");
  private volatile boolean stopping;
  private volatile boolean done;

  private NumberedStream(String bootstrapServers, String topic, int partitions) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "enable.idempotence", "true",
                "linger.ms", "2"),
            new LongSerializer(),
            new LongSerializer());
  }

  static NumberedStream start(String bootstrapServers, String topic, int partitions) {
    NumberedStream stream = new NumberedStream(bootstrapServers, topic, partitions);
    stream.thread.start();
    return stream;
  }

  private void send() {
    while (!stopping) {
      inFlight.acquireUninterruptibly();
      long number = sent.getAndIncrement();
      producer.send(
          new ProducerRecord<>(topic, (int) (number % partitions), number, number),
          (metadata, e) -> {
            if (e == null) acknowledged.add(number);
            else refused.put(number, e);
            inFlight.release();
          });
    }
  }

  /** The numbers that the cluster has taken so far. */
  Set<Long> acknowledged() {
    return acknowledged;
  }

  /** The numbers that it refused, and why. */
  Map<Long, Exception> refused() {
    return refused;
  }

  /** How many were sent so far. */
  long sent() {
    return sent.get();
  }

  /** True when nothing more will be sent or acknowledged. */
  boolean isDone() {
    return done;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    done = true;
  }
}
