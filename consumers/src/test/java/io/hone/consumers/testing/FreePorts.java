package io.hone.consumers.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of 127.0.0.1 on which nothing listens. Each is held until all are chosen: the system may
 * give a port that was let go to the next who asks.
 */
public final class FreePorts {
  private FreePorts() {}

  /** That many ports, no two of them the same. */
  public static List<Integer> choose(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      try {
        for (int i = 0; i < count; i++) {
          held.add(new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})));
        }
        return held.stream().map(ServerSocket::getLocalPort).toList();
      } finally {
        for (ServerSocket one : held) one.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
