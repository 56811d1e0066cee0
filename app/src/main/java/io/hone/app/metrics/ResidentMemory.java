package io.hone.app.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of a process with all of its native parts, which the JVM's own figures leave out. */
final class ResidentMemory implements Source {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String LINE = "VmRSS:";

  @Override
  public void read(Readings into) {
    bytes().ifPresent(bytes -> into.put(HoneMeter.PROCESS_RESIDENT_BYTES, bytes));
  }

  /** Empty where the system has no such file. */
  private static OptionalLong bytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(LINE))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
