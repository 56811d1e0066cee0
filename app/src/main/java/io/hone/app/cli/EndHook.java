package io.hone.app.cli;

/** Something to do when the process is told to end, unless it is done before. */
final class EndHook {
  private final Thread hook;

  private EndHook(Thread hook) {
    this.hook = hook;
  }

  static EndHook set(Runnable end) {
    Thread hook = new Thread(end, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return new EndHook(hook);
  }

  /**
   * Takes it back.
   *
   * @return false if the process ends already: then it is being done
   */
  boolean unset() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
