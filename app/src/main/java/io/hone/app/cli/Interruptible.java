package io.hone.app.cli;

import io.hone.models.ModelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A run that Ctrl-C asks to stop, and then waits for, so that it writes its checkpoint. */
final class Interruptible {
  private final Output output;
  private final TrainProgress progress;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  Interruptible(Output output, TrainProgress progress) {
    this.output = output;
    this.progress = progress;
  }

  /**
   * @param run is given what to ask whether to stop
   * @return the exit code
   */
  int run(Consumer<BooleanSupplier> run) {
    EndHook hook = EndHook.set(this::stopAndWait);
    try {
      run.accept(stop::get);
      return 0;
    } catch (ModelException e) {
      progress.clear();
      if (!stop.get()) {
        throw e;
      }
      // The JVM ends as soon as the hook does, before anyone else could say this.
      output.err().println("hone: " + e.getMessage());
      output.err().flush();
      return 1;
    } finally {
      ended.countDown();
      hook.unset();
    }
  }

  private void stopAndWait() {
    stop.set(true);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
