package io.hone.consumers.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of 127.0.0.1 for those who must know theirs before they listen, or keep it while they are
 * away. None is one that the system hands out when it is asked for any (from 32768 on Linux, 49152
 * by RFC 6335), and none is given twice.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int BEHIND = 30_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  public static int next() {
    return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, BEHIND))
        .limit(BEHIND)
        .filter(port -> isFree(port) && GIVEN.add(port))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
