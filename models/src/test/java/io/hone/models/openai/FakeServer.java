package io.hone.models.openai;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on raw sockets that does whatever its script says to the bytes of an answer. One
 * virtual thread per connection; keeps connections alive as long as the script lets it.
 */
final class FakeServer implements AutoCloseable {

  /** What is done to one request. */
  interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  static final String MODELS =
      """
      {"object":"list","data":[{"id":"base","object":"model","root":"/models/base"}]}""";

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final AtomicReference<Script> script;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final String scheme;

  FakeServer(Script script) {
    this(ServerSocketFactory.getDefault(), "http", script);
  }

  FakeServer(ServerSocketFactory sockets, String scheme, Script script) {
    this.scheme = scheme;
    this.script = new AtomicReference<>(script);
    try {
      listener = sockets.createServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    threads.execute(this::accept);
  }

  URI url() {
    return URI.create(scheme + "://localhost:" + listener.getLocalPort());
  }

  String host() {
    return "localhost:" + listener.getLocalPort();
  }

  /** Connections that the client has not closed and the server neither. */
  int openConnections() {
    return open.size();
  }

  int acceptedConnections() {
    return accepted.get();
  }

  /** How many requests in {@link Exchange#waitForClientToLeave} saw the client leave. */
  int clientsGone() {
    return gone.get();
  }

  /** Requests but those for the list of models. */
  List<Exchange> asked() {
    return exchanges.stream().filter(exchange -> !exchange.path().equals("/v1/models")).toList();
  }

  Exchange last() {
    return asked().getLast();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        threads.execute(() -> converse(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Exchange next = read(in, socket); next != null; next = read(in, socket)) {
        exchanges.add(next);
        if (next.method().equals("GET") && next.path().equals("/v1/models")) {
          next.answer(200, MODELS);
        } else {
          script.get().serve(next);
        }
        if (socket.isClosed()) return;
      }
    } catch (IOException e) {
      // The client left, or the script closed the connection: what many of the scripts are for.
    } finally {
      open.remove(socket);
    }
  }

  private @Nullable Exchange read(InputStream in, Socket socket) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) return null;
    Map<String, String> headers = new ConcurrentHashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] parts = first.split(" ");
    return new Exchange(
        this, socket, in, parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) return null;
      if (c != '\r') line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    threads.shutdownNow();
  }

  /** One request and the connection that it came on. */
  record Exchange(
      FakeServer server,
      Socket socket,
      InputStream in,
      String method,
      String path,
      Map<String, String> headers,
      String body) {

    void answer(int status, String body, String... headers) throws IOException {
      raw(head(status, bytes(body).length, headers) + body);
    }

    static String head(int status, int length, String... headers) {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Word\r\n");
      for (String header : headers) head.append(header).append("\r\n");
      return head.append("Content-Type: application/json\r\nContent-Length: ")
          .append(length)
          .append("\r\n\r\n")
          .toString();
    }

    void raw(String text) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes(text));
      out.flush();
    }

    void drop() throws IOException {
      socket.close();
    }

    /** Sends nothing more and waits until the client closes the connection. */
    void waitForClientToLeave() throws IOException {
      try {
        while (in.read() >= 0) {
          // A client that sends more before the answer would be read over here.
        }
      } finally {
        server.gone.incrementAndGet();
        socket.close();
      }
    }

    /** Sends one character every 20 ms until the client closes the connection. */
    void drip(String text) throws IOException {
      socket.setSoTimeout(20);
      for (int i = 0; ; i++) {
        try {
          if (in.read() < 0) break;
        } catch (SocketTimeoutException e) {
          raw(text.substring(i, i + 1));
        }
      }
      server.gone.incrementAndGet();
      socket.close();
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
