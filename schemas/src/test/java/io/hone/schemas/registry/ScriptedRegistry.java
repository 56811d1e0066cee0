package io.hone.schemas.registry;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that gives scripted answers in turn, the last one for ever. */
public final class ScriptedRegistry implements AutoCloseable {
  private record Answer(int status, String body, Map<String, String> headers) {}

  private final HttpServer http;
  private final String scheme;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile Answer last = new Answer(500, "{}", Map.of());

  public ScriptedRegistry() throws IOException {
    this(HttpServer.create(anyPort(), 0), "http");
  }

  private ScriptedRegistry(HttpServer http, String scheme) {
    this.http = http;
    this.scheme = scheme;
    http.setExecutor(threads);
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(sent, StandardCharsets.UTF_8));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + (authorization == null ? "" : " " + authorization));
            Answer next = answers.poll();
            if (next != null) last = next;
            byte[] body = last.body.getBytes(StandardCharsets.UTF_8);
            last.headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(last.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    http.start();
  }

  /** The same behind TLS. */
  static ScriptedRegistry tls(HttpsConfigurator tls) throws IOException {
    HttpsServer https = HttpsServer.create(anyPort(), 0);
    https.setHttpsConfigurator(tls);
    return new ScriptedRegistry(https, "https");
  }

  private static InetSocketAddress anyPort() throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
  }

  public ScriptedRegistry answer(int status, String body) {
    return answer(status, body, Map.of());
  }

  ScriptedRegistry answer(int status, String body, Map<String, String> headers) {
    answers.add(new Answer(status, body, headers));
    return this;
  }

  public String url() {
    return scheme + "://127.0.0.1:" + http.getAddress().getPort();
  }

  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** What the requests brought, in their order. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
  }
}
