package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is next: requests in the order in which they came. A request is admitted when there is a
 * place in the batch and memory for a row of its first sample and for its prefix; the one behind it
 * only when all samples of the first have their rows. So what was admitted can always run to its
 * end, and nobody is overtaken for want of room. For the decode thread.
 */
final class Admission {
  private final KeyValueMemory memory;
  private final int batch;
  private final Function<Ticket, Optional<io.hone.models.text.GeneratedText>> text;
  private final Consumer<Ticket> left;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private final List<Admitted> admitted = new ArrayList<>();
  private final Deque<Prefix<Version, NDArray>> filling = new ArrayDeque<>();
  private @Nullable Prefix<Version, NDArray> held; // by the first that waits

  /**
   * @param text watches the text of a sample, if its request has stop texts
   * @param left told of every request that has no sample here any more
   */
  Admission(
      KeyValueMemory memory,
      int batch,
      Function<Ticket, Optional<io.hone.models.text.GeneratedText>> text,
      Consumer<Ticket> left) {
    this.memory = memory;
    this.batch = batch;
    this.text = text;
    this.left = left;
  }

  void enqueue(Ticket ticket) {
    waiting.add(ticket);
  }

  boolean idle() {
    return waiting.isEmpty() && admitted.isEmpty();
  }

  /** Prefixes to compute, the longest-waiting first. */
  Deque<Prefix<Version, NDArray>> filling() {
    return filling;
  }

  /** Gives rows to who is next and lets those begin whose prompt is computed. */
  void advance() {
    dropCancelled();
    admit();
    for (Iterator<Admitted> each = admitted.iterator(); each.hasNext(); ) {
      Admitted next = each.next();
      if (next.ready()) {
        begin(next);
        if (next.ticket().allStarted()) {
          next.prefix().ifPresent(Prefix::unpin);
          each.remove();
        }
      }
    }
  }

  private void begin(Admitted next) {
    Ticket ticket = next.ticket();
    while (next.promised() > 0) {
      next.use();
      int index = ticket.start();
      Sequence sequence = new Sequence(ticket, index, text.apply(ticket).orElse(null));
      memory.enter(next.lane(), sequence, next.prefix());
    }
  }

  private void admit() {
    int places = batch;
    for (Lane lane : memory.lanes()) {
      places -= lane.rows().size();
    }
    for (Admitted each : admitted) {
      places -= each.promised();
    }
    if (!admitted.isEmpty()) {
      places = promiseMore(admitted.getLast(), places);
      if (!admitted.getLast().wholly()) {
        return;
      }
    }
    while (places > 0 && !waiting.isEmpty()) {
      Ticket ticket = waiting.peek();
      Optional<Admitted> next = admit(ticket);
      if (next.isEmpty()) {
        return;
      }
      waiting.remove();
      admitted.add(next.get());
      places = promiseMore(next.get(), places - 1);
      if (!next.get().wholly()) {
        return;
      }
    }
  }

  /**
   * The prefix comes first: a lane that nobody uses gives its memory up for it, while a promised
   * row would hold the lane.
   */
  private Optional<Admitted> admit(Ticket ticket) {
    if (held == null && ticket.prompt().length > 1) {
      held = memory.prefix(ticket.version(), ticket.prompt()).orElse(null);
      if (held == null) {
        return Optional.empty();
      }
      if (!held.complete() && !filling.contains(held)) {
        filling.add(held);
      }
    }
    Optional<Admitted> next =
        memory
            .reserve(ticket.version(), ticket.positions())
            .map(row -> new Admitted(ticket, row, Optional.ofNullable(held)));
    if (next.isPresent()) {
      held = null;
    }
    return next;
  }

  private int promiseMore(Admitted to, int places) {
    int left = places;
    while (left > 0
        && !to.wholly()
        && memory.reserve(to.ticket().version(), to.ticket().positions()).isPresent()) {
      to.promise();
      left--;
    }
    return left;
  }

  private void dropCancelled() {
    for (Iterator<Ticket> each = waiting.iterator(); each.hasNext(); ) {
      Ticket ticket = each.next();
      if (ticket.cancelled()) {
        if (held != null && ticket == waiting.peek()) {
          release(held);
          held = null;
        }
        each.remove();
        left.accept(ticket);
      }
    }
    for (Iterator<Admitted> each = admitted.iterator(); each.hasNext(); ) {
      Admitted next = each.next();
      if (next.ticket().cancelled()) {
        each.remove();
        release(next);
      }
    }
  }

  private void release(Admitted gone) {
    for (; gone.promised() > 0; gone.use()) {
      gone.lane().giveBack();
    }
    gone.prefix().ifPresent(this::release);
    if (gone.ticket().idle()) {
      left.accept(gone.ticket());
    }
  }

  private void release(Prefix<Version, NDArray> prefix) {
    prefix.unpin();
    if (!prefix.pinned() && !prefix.complete()) {
      filling.remove(prefix);
      memory.abandon(prefix);
    }
  }

  /** Fails everything that waits or was admitted; those that run already are the caller's. */
  void failAll(RuntimeException error, java.util.function.Predicate<Ticket> which) {
    waiting.stream().filter(which).forEach(ticket -> ticket.fail(error));
    admitted.stream().map(Admitted::ticket).filter(which).forEach(ticket -> ticket.fail(error));
    dropCancelled();
  }
}
