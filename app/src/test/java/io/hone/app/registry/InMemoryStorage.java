package io.hone.app.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A topic without Kafka, which fails when told to. */
final class InMemoryStorage implements LedgerStorage {
  enum Fault {
    NONE,
    LOSE,
    WRITE_AND_FAIL,
    SUPERSEDE
  }

  private final List<LedgerRecord> records = new ArrayList<>();
  private volatile Fault fault = Fault.NONE;
  private volatile Consumer<String> watcher = why -> {};
  private volatile Runnable beforeAppend = () -> {};

  void failWith(Fault next) {
    fault = next;
  }

  void beforeAppend(Runnable task) {
    beforeAppend = task;
  }

  @Override
  public synchronized List<LedgerRecord> open() {
    return List.copyOf(records);
  }

  @Override
  public void append(List<LedgerRecord> added) {
    beforeAppend.run();
    switch (fault) {
      case NONE -> add(added);
      case LOSE -> throw new StorageException("lost", new IllegalStateException());
      case WRITE_AND_FAIL -> {
        add(added);
        throw new StorageException("no answer", new IllegalStateException());
      }
      case SUPERSEDE -> throw new SupersededException("Another registry took over");
    }
  }

  private synchronized void add(List<LedgerRecord> added) {
    records.addAll(added);
  }

  @Override
  public void watch(Consumer<String> superseded) {
    watcher = superseded;
  }

  /** What a storage does when it reads that another took over. */
  void supersede() {
    watcher.accept("Another registry took over");
  }

  @Override
  public void close() {}
}
