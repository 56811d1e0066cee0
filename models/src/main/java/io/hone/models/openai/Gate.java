package io.hone.models.openai;

import io.hone.models.ModelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Lets a bounded number of works run and a bounded number wait, longest-waiting first, without
 * blocking a thread. A work holds its place from its subscription to its end or cancellation.
 *
 * <p>Safe for many threads. {@link #close} ends every work and refuses later ones.
 */
final class Gate {
  private final int places;
  private final int room;
  private final ArrayDeque<Ticket<?>> waiting = new ArrayDeque<>();
  private final Set<Ticket<?>> running = new LinkedHashSet<>();
  private final AtomicInteger drains = new AtomicInteger();
  private @Nullable String closed;

  Gate(int places, int room) {
    this.places = places;
    this.room = room;
  }

  /**
   * Runs a work when there is a place.
   *
   * @return the work's signals; fails as TRANSIENT if the waiting room is full or the gate closed
   */
  <T> Mono<T> pass(Mono<T> work) {
    return Mono.create(
        sink -> {
          Ticket<T> ticket = new Ticket<>(work, sink);
          sink.onDispose(ticket);
          ModelException refusal = queue(ticket);
          if (refusal == null) {
            drain();
          } else {
            sink.error(refusal);
          }
        });
  }

  synchronized int runningNow() {
    return running.size();
  }

  synchronized int waitingNow() {
    return waiting.size();
  }

  /** Ends all works with a transient failure; idempotent. */
  void close(String reason) {
    List<Ticket<?>> ended;
    synchronized (this) {
      if (closed != null) return;
      closed = reason;
      ended = new ArrayList<>(running);
      ended.addAll(waiting);
    }
    ended.forEach(ticket -> ticket.abandon(ModelException.transientFailure(reason, null)));
  }

  private synchronized @Nullable ModelException queue(Ticket<?> ticket) {
    if (closed != null) return ModelException.transientFailure(closed, null);
    if (running.size() >= places && waiting.size() >= room) {
      return ModelException.transientFailure(
          running.size()
              + " requests are running and "
              + waiting.size()
              + " wait, which is the waiting room; ask again later, or make concurrency or the"
              + " waiting room larger.",
          null);
    }
    if (!ticket.ended) waiting.add(ticket);
    return null;
  }

  private synchronized @Nullable Ticket<?> next() {
    if (closed != null || running.size() >= places) return null;
    Ticket<?> ticket = waiting.poll();
    if (ticket != null) running.add(ticket);
    return ticket;
  }

  private synchronized boolean end(Ticket<?> ticket) {
    if (ticket.ended) return false;
    ticket.ended = true;
    if (!running.remove(ticket)) waiting.remove(ticket);
    return true;
  }

  /** A loop, not a recursion: works that end at once must not pile up on the stack. */
  private void drain() {
    if (drains.getAndIncrement() != 0) return;
    int missed = 1;
    do {
      for (Ticket<?> ticket = next(); ticket != null; ticket = next()) ticket.start();
      missed = drains.addAndGet(-missed);
    } while (missed != 0);
  }

  private final class Ticket<T> implements Disposable {
    private final Mono<T> work;
    private final MonoSink<T> sink;
    private final Disposable.Swap subscription = Disposables.swap();
    private boolean ended;

    Ticket(Mono<T> work, MonoSink<T> sink) {
      this.work = work;
      this.sink = sink;
    }

    void start() {
      subscription.update(
          work.subscribe(
              value -> finish(() -> sink.success(value)),
              error -> finish(() -> sink.error(error)),
              () -> finish(sink::success),
              reactor.util.context.Context.of(sink.contextView())));
    }

    private void finish(Runnable signal) {
      if (!end(this)) return;
      try {
        signal.run();
      } finally {
        drain();
      }
    }

    void abandon(ModelException reason) {
      finish(() -> sink.error(reason));
      subscription.dispose();
    }

    @Override
    public void dispose() {
      boolean first = end(this);
      subscription.dispose();
      if (first) drain();
    }
  }
}
