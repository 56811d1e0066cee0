package io.hone.consumers.inference;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The places at the model. Who waits longest of the lowest rank is next; one who has waited for the
 * patience goes before all ranks, because the broker's lock on its record runs.
 *
 * <p>Safe for many threads. A wait that is cancelled takes no slot.
 */
final class Slots {
  private final long patience;
  private final LongSupplier nanos;
  private final List<Deque<Waiter>> waiting = new ArrayList<>();
  private int free;
  private final int size;

  /**
   * @param ranks how many there are
   */
  Slots(int size, int ranks, Duration patience, LongSupplier nanos) {
    this.size = size;
    this.free = size;
    this.patience = patience.toNanos();
    this.nanos = nanos;
    for (int i = 0; i < ranks; i++) waiting.add(new ArrayDeque<>());
  }

  /** One place; release it once, later releases do nothing. */
  final class Slot {
    private final AtomicBoolean released = new AtomicBoolean();

    void release() {
      if (released.compareAndSet(false, true)) Slots.this.release();
    }
  }

  private final class Waiter {
    private final MonoSink<Slot> sink;
    private final long since = nanos.getAsLong();
    private @Nullable Slot granted;
    private boolean gone;

    Waiter(MonoSink<Slot> sink) {
      this.sink = sink;
    }
  }

  /** A slot when there is one. */
  Mono<Slot> take(int rank) {
    return Mono.create(
        sink -> {
          Waiter waiter = new Waiter(sink);
          sink.onCancel(() -> leave(waiter, rank));
          synchronized (this) {
            if (waiter.gone) return;
            waiting.get(rank).addLast(waiter);
          }
          serve();
        });
  }

  private void leave(Waiter waiter, int rank) {
    Slot slot;
    synchronized (this) {
      waiter.gone = true;
      waiting.get(rank).remove(waiter);
      slot = waiter.granted;
    }
    if (slot != null) slot.release();
  }

  private void release() {
    synchronized (this) {
      free++;
    }
    serve();
  }

  /** Outside the lock a sink may run the whole work of its call. */
  private void serve() {
    for (Waiter next; (next = grant()) != null; ) {
      next.sink.success(next.granted);
    }
  }

  private synchronized @Nullable Waiter grant() {
    if (free == 0) return null;
    Waiter next = next();
    if (next == null) return null;
    free--;
    next.granted = new Slot();
    return next;
  }

  private @Nullable Waiter next() {
    Deque<Waiter> chosen = null;
    Waiter oldest = null;
    for (Deque<Waiter> rank : waiting) {
      Waiter head = rank.peekFirst();
      if (head == null) continue;
      if (chosen == null) chosen = rank;
      boolean aged = nanos.getAsLong() - head.since >= patience;
      if (aged && (oldest == null || head.since - oldest.since < 0)) {
        oldest = head;
        chosen = rank;
      }
    }
    return chosen == null ? null : chosen.pollFirst();
  }

  /**
   * Whether one more call of this rank is worth fetching: it would get a slot at once, or it would
   * be the next to get one, before lower ranks that wait.
   */
  synchronized boolean wants(int rank) {
    int before = 0;
    for (int i = 0; i <= rank; i++) before += waiting.get(i).size();
    return free > before || (before == 0 && waiting() > 0);
  }

  synchronized int taken() {
    return size - free;
  }

  synchronized int waiting() {
    return waiting.stream().mapToInt(Deque::size).sum();
  }
}
