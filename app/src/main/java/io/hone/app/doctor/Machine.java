package io.hone.app.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks of the machine: JDK, disk, ports. */
final class Machine {
  private static final long LITTLE_BYTES = 2L << 30;
  private static final long TOO_LITTLE_BYTES = 256L << 20;
  private static final int OLDEST_JAVA = 21;

  private Machine() {}

  static Finding jdk() {
    String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.ok("JDK", found)
        : Finding.fail(
            "JDK", found, "install a JDK of 21 or newer, or name one with HONE_JAVA_HOME");
  }

  static Finding disk(Path data) {
    Path existing = data;
    while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
    if (!Files.isDirectory(existing)) {
      return Finding.fail("disk", existing + " is not a folder", "choose another with --data");
    }
    if (!Files.isWritable(existing)) {
      return Finding.fail(
          "disk",
          existing + " cannot be written",
          "change its owner or choose another folder with --data");
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String found = "%d MiB free at %s".formatted(free >> 20, data);
      if (free < TOO_LITTLE_BYTES) {
        return Finding.fail("disk", found, "free some space or choose another folder with --data");
      }
      return free < LITTLE_BYTES
          ? Finding.warn("disk", found, "a long run needs more; facts are kept for ever")
          : Finding.ok("disk", found);
    } catch (IOException e) {
      return Finding.fail(
          "disk", existing + " does not tell its free space: " + e.getMessage(), "check the disk");
    }
  }

  static Finding port(String what, int port, String option) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Finding.ok("port " + port, "free for the " + what);
    } catch (IOException e) {
      return Finding.warn(
          "port " + port,
          "taken by another program, the " + what + " would want it",
          "end that program or start with " + option + " and another number");
    }
  }
}
