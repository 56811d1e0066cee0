package io.hone.app.cli;

import java.nio.file.Path;

/** Where this process logs; decided before the first logger is made. */
public final class Logs {
  private static final String FILE = "hone.log.file";
  private static final String CONFIGURATION = "logback.configurationFile";

  private Logs() {}

  /** No log unless a file was named on the JVM's command line. */
  public static void quietUnlessNamed() {
    if (System.getProperty(FILE) == null && System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, "logback-quiet.xml");
    }
  }

  /** Log to the error stream, unless a file was named on the JVM's command line. */
  static void toErrorStream() {
    if (System.getProperty(FILE) != null) return;
    System.setProperty(CONFIGURATION, "logback-console.xml");
  }

  /** Log to this file, unless another was named on the JVM's command line. */
  static void to(Path file) {
    if (System.getProperty(FILE) != null) return;
    System.setProperty(FILE, file.toString());
    System.clearProperty(CONFIGURATION);
  }
}
