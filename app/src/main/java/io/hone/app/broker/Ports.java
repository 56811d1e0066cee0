package io.hone.app.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * The two ports of a node on 127.0.0.1.
 *
 * <p>They are tried before Kafka starts, because Kafka halts the JVM when the controller's port is
 * taken.
 */
record Ports(int broker, int controller) {
  static final String HOST = "127.0.0.1";

  /** The ports asked for, with free ones in place of 0. */
  static Ports choose(BrokerSettings settings) {
    try (ServerSocket broker = bind(settings.port(), "--port");
        ServerSocket controller = bind(settings.controllerPort(), "--controller-port")) {
      return new Ports(broker.getLocalPort(), controller.getLocalPort());
    } catch (IOException e) {
      throw new BrokerException("a port on %s cannot be released: try again".formatted(HOST), e);
    }
  }

  private static ServerSocket bind(int port, String option) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      // Connections of the previous run may still linger in TIME_WAIT.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port), 1);
      return socket;
    } catch (BindException e) {
      socket.close();
      throw refused(port, option, e);
    }
  }

  /** By its bytes: the JVM's own idea of loopback may be IPv6. */
  static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static BrokerException refused(int port, String option, BindException e) {
    String why = String.valueOf(e.getMessage());
    return why.contains("in use")
        ? new BrokerException(
            "port %d on %s is in use: stop what listens there or choose another with %s"
                .formatted(port, HOST, option),
            e)
        : new BrokerException(
            "port %d on %s cannot be opened (%s): choose another with %s"
                .formatted(port, HOST, why, option),
            e);
  }
}
