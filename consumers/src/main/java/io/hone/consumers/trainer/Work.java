package io.hone.consumers.trainer;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One long piece of work at a time, on a thread of its own, so that the group's consumer goes on
 * polling. The piece returns what is to be done with its result on the caller's thread. Used by one
 * thread.
 */
final class Work implements AutoCloseable {
  private static final long GRACE_SECONDS = 45;

  private final ExecutorService thread;
  private @Nullable Future<Runnable> running;
  private Runnable stop = () -> {};

  Work(String name) {
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  boolean busy() {
    return running != null;
  }

  /**
   * Begins a piece.
   *
   * @param piece given what says that it should stop
   */
  void begin(Function<BooleanSupplier, Callable<Runnable>> piece) {
    AtomicBoolean asked = new AtomicBoolean();
    stop = () -> asked.set(true);
    running = thread.submit(piece.apply(asked::get));
  }

  /** Begins a piece that is interrupted when it should stop; it has no result then. */
  void beginInterruptible(Callable<Runnable> piece) {
    Future<Runnable> begun = thread.submit(piece);
    stop = () -> begun.cancel(true);
    running = begun;
  }

  /** Asks the piece to stop where it can go on later. */
  void stop() {
    stop.run();
  }

  /**
   * What to do with the result, once it is there; asked for once. Empty if it is not, or if the
   * piece was interrupted.
   *
   * @throws ExecutionException with what the piece threw
   */
  Optional<Runnable> ended() throws ExecutionException {
    Future<Runnable> piece = running;
    if (piece == null || !piece.isDone()) return Optional.empty();
    running = null;
    try {
      return Optional.of(piece.get());
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Stops the piece and waits for its end, within a time. */
  @Override
  public void close() {
    stop();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) thread.shutdownNow();
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
