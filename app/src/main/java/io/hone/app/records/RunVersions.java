package io.hone.app.records;

import io.hone.app.stack.Cluster;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.ModelVersion;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.account.Position;
import io.hone.streams.account.RunRecords.Receiver;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * The versions of a run, as far as its topic of models was read, and which orders were refused
 * since it was opened. For one thread; whoever opened it closes it.
 */
public final class RunVersions implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final RunTail tail;
  private VersionBook book = VersionBook.EMPTY;
  private final Map<String, String> refused = new HashMap<>();
  private long unreadable;

  private final Receiver receiver =
      new Receiver() {
        @Override
        public void record(Position position, SpecificRecord value) {
          if (value instanceof ModelVersion version) book = book.with(version);
          if (value instanceof ControlCommand order && order.getKind() == ControlKind.REFUSED) {
            refused.put(String.valueOf(order.getTarget()), order.getWhy());
          }
        }

        @Override
        public void unreadable(Position position, String why) {
          unreadable++;
        }
      };

  private RunVersions(RunTail tail) {
    this.tail = tail;
  }

  /**
   * Opens, and reads what is there.
   *
   * @throws org.apache.kafka.common.errors.InvalidTopicException if the run has no topic of models
   *     or orders
   */
  public static RunVersions open(Cluster cluster, Namespace run) {
    RunVersions versions =
        new RunVersions(RunTail.open(cluster, run, Set.of(Topic.MODELS), Set.of(Topic.CONTROL)));
    while (!versions.tail.caughtUp()) versions.read();
    return versions;
  }

  private void read() {
    tail.poll(POLL, receiver);
  }

  public VersionBook book() {
    return book;
  }

  /** Records that are none of the topic. */
  public long unreadable() {
    return unreadable;
  }

  /** Why an order is not obeyed; empty if nobody has refused it. */
  public Optional<String> refusal(String commandId) {
    return Optional.ofNullable(refused.get(commandId));
  }

  /** Reads on until the book is as wanted, or an order is refused; false if neither is in time. */
  public boolean await(Predicate<VersionBook> wanted, String commandId, Duration limit) {
    long from = System.nanoTime();
    while (!wanted.test(book) && refusal(commandId).isEmpty()) {
      if (System.nanoTime() - from > limit.toNanos()) return false;
      read();
    }
    return true;
  }

  @Override
  public void close() {
    tail.close();
  }
}
