package io.hone.models.decode;

import ai.djl.ndarray.NDArray;
import io.hone.models.ModelException;
import io.hone.models.llama.LlamaWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns keys, values and the batch. Each turn takes in what arrived, admits who
 * is next, runs one step for every set of weights in use and lets finished samples go: sequences of
 * any stage join and leave at every step. It sleeps when there is nothing to do.
 *
 * <p>Started by {@link #start()}; {@link #close()} fails what is left as transient, frees the
 * memory and returns when the thread has ended.
 */
final class DecodeLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DecodeLoop.class);

  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final KeyValueMemory memory;
  private final Admission admission;
  private final Stepper stepper;
  private final Consumer<Ticket> left;
  private final Thread thread;
  private final DecodeStatistics.Counter counter;
  private volatile boolean closed;
  private boolean ended; // guarded by inbox

  DecodeLoop(
      KeyValueMemory memory,
      Admission admission,
      Stepper stepper,
      DecodeStatistics.Counter counter,
      Consumer<Ticket> left) {
    this.memory = memory;
    this.admission = admission;
    this.stepper = stepper;
    this.counter = counter;
    this.left = left;
    this.thread = Thread.ofPlatform().name("hone-decode").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Runs something on the decode thread, soon; false if that thread has ended. */
  boolean execute(Runnable task) {
    synchronized (inbox) {
      return !ended && inbox.add(task);
    }
  }

  boolean closed() {
    return closed;
  }

  private void run() {
    try {
      while (!closed) {
        takeIn();
        long begin = System.nanoTime();
        admission.advance();
        step();
        counter.turn(System.nanoTime() - begin);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("The decoder stopped; every request fails until the model is opened again.", e);
    } finally {
      closed = true;
      end();
    }
  }

  private void takeIn() throws InterruptedException {
    if (admission.idle() && memory.lanes().stream().allMatch(lane -> lane.rows().isEmpty())) {
      inbox.take().run();
    }
    for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
      task.run();
    }
  }

  private void step() {
    Map<LlamaWeights, List<Lane>> byWeights = new LinkedHashMap<>();
    for (Lane lane : memory.lanes()) {
      dropCancelled(lane);
      if (!lane.rows().isEmpty()) {
        byWeights.computeIfAbsent(lane.version().weights(), key -> new ArrayList<>()).add(lane);
      }
    }
    for (Prefix<Version, NDArray> prefix : admission.filling()) {
      byWeights.computeIfAbsent(prefix.version().weights(), key -> new ArrayList<>());
    }
    for (Map.Entry<LlamaWeights, List<Lane>> group : byWeights.entrySet()) {
      try {
        stepper.run(group.getKey(), group.getValue(), admission.filling(), this::leave);
      } catch (RuntimeException e) {
        fail(group.getKey(), e);
      }
    }
  }

  private void dropCancelled(Lane lane) {
    for (int row = lane.rows().size() - 1; row >= 0; row--) {
      if (lane.rows().get(row).ticket().cancelled()) {
        Ticket ticket = lane.rows().get(row).ticket();
        memory.leave(lane, row);
        ticket.drop();
        if (ticket.idle()) {
          left.accept(ticket);
        }
      }
    }
    if (lane.wasSpoilt()) {
      memory.clear(lane);
    }
  }

  /** A sample that has ended leaves its row. */
  private void leave(Lane lane, int row) {
    Sequence sequence = lane.rows().get(row);
    memory.leave(lane, row);
    if (sequence.ticket().end(sequence)) {
      left.accept(sequence.ticket());
    }
  }

  private void fail(LlamaWeights weights, RuntimeException cause) {
    log.warn("A decoding step failed; the requests in it fail as transient.", cause);
    ModelException error =
        cause instanceof ModelException known
            ? known
            : ModelException.transientFailure(
                "A decoding step failed in torch: " + cause.getMessage() + "; ask again.", cause);
    admission.failAll(error, ticket -> ticket.version().weights() == weights);
    for (Lane lane : memory.lanes()) {
      if (lane.version().weights() == weights) {
        lane.rows().forEach(sequence -> sequence.ticket().fail(error));
        dropCancelled(lane);
        memory.clear(lane);
      }
    }
  }

  private void end() {
    ModelException error =
        ModelException.transientFailure("The model was closed; ask another one.", null);
    synchronized (inbox) {
      ended = true;
    }
    for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
      task.run();
    }
    admission.failAll(error, ticket -> true);
    for (Lane lane : memory.lanes()) {
      lane.rows().forEach(sequence -> sequence.ticket().fail(error));
      dropCancelled(lane);
    }
    memory.close();
  }

  @Override
  public void close() {
    closed = true;
    inbox.add(() -> {});
    try {
      thread.join(TimeUnit.SECONDS.toMillis(60));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
