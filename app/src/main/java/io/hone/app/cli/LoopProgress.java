package io.hone.app.cli;

import io.hone.app.loop.LoopListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how a loop goes: on a terminal the last line is written over, elsewhere a line is printed
 * every few seconds and whenever something happens. Safe for threads, because whoever stops a loop
 * is another than who plays it.
 */
final class LoopProgress implements LoopListener {
  private static final long BETWEEN = 5_000_000_000L;

  private final PrintWriter out;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long began;
  private long last;
  private String shown = "";
  private boolean ended;

  LoopProgress(PrintWriter out, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.last = began;
  }

  @Override
  public synchronized void tell(String line) {
    if (ended) return;
    clear();
    print(line);
    last = nanos.getAsLong();
  }

  @Override
  public synchronized void show(String line) {
    if (ended) return;
    long now = nanos.getAsLong();
    if (line.equals(shown)) return;
    if (terminal) {
      out.print("\r\033[K" + stamped(line));
      out.flush();
      shown = line;
    } else if (now - last >= BETWEEN) {
      print(line);
      last = now;
      shown = line;
    }
  }

  /** Tells a last line; what others tell afterwards is not shown. */
  synchronized void end(String line) {
    tell(line);
    ended = true;
  }

  /** Ends a line that would be written over. */
  synchronized void clear() {
    if (terminal && !shown.isEmpty()) {
      out.print("\r\033[K");
      out.flush();
      shown = "";
    }
  }

  private void print(String line) {
    out.println(stamped(Failures.oneLine(line)));
    out.flush();
  }

  private String stamped(String line) {
    long seconds = (nanos.getAsLong() - began) / 1_000_000_000L;
    return String.format(Locale.ROOT, "%d:%02d  %s", seconds / 60, seconds % 60, line);
  }
}
