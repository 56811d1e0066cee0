package io.hone.app.broker;

import java.lang.reflect.Method;

/**
 * Keeps Ctrl-C from stopping the broker before its clients.
 *
 * <p>A terminal signals the parent and the child at once. The parent closes the child when it no
 * longer needs it, and the child sees the end of its standard input if the parent just dies.
 */
final class TerminalSignals {
  private TerminalSignals() {}

  static void ignore() {
    for (String name : new String[] {"INT", "HUP"}) {
      try {
        ignore(name);
      } catch (ReflectiveOperationException e) {
        System.err.printf("signal %s is unknown here and cannot be ignored (%s)%n", name, e);
      }
    }
  }

  /**
   * By reflection, because the compiler warns of every use of sun.misc and cannot be told not to.
   */
  private static void ignore(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Method handle = signal.getMethod("handle", signal, handler);
    handle.invoke(
        null,
        signal.getConstructor(String.class).newInstance(name),
        handler.getField("SIG_IGN").get(null));
  }
}
