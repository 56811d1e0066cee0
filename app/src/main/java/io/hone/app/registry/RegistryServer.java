package io.hone.app.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP on 127.0.0.1 in front of one function.
 *
 * <p>It answers programs on this machine, not pages in its browser ({@link SameMachine}).
 *
 * <p>The port is taken when it is made, requests are answered from {@link #start} to {@link
 * #close}, each on its own virtual thread: a write that waits for Kafka holds up nobody else.
 */
final class RegistryServer implements AutoCloseable {
  static final int BODY_LIMIT = 4 << 20;
  private static final int DRAIN_LIMIT = 16 * BODY_LIMIT;
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final ExecutorService threads;
  private final Function<RegistryRequest, JsonNode> answers;

  /**
   * @param answers throws {@link RegistryError} to refuse
   * @throws IOException if the port cannot be taken
   */
  RegistryServer(int port, Function<RegistryRequest, JsonNode> answers) throws IOException {
    this.answers = answers;
    // By its bytes: the JVM's own idea of loopback may be IPv6.
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    http = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("registry-", 0).factory());
    http.setExecutor(threads);
    http.createContext("/", this::handle);
  }

  void start() {
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      JsonNode answer;
      try {
        SameMachine.require(exchange.getRequestHeaders());
        answer = answers.apply(decode(exchange));
      } catch (RegistryError e) {
        status = e.status();
        answer = error(e);
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        status = 500;
        answer = error(RegistryError.internal(e.getClass().getSimpleName() + ", see its log"));
      }
      send(exchange, status, JSON.writeValueAsBytes(answer));
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", TYPE);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static JsonNode error(RegistryError e) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error_code", e.code())
        .put("message", e.getMessage());
  }

  private static RegistryRequest decode(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    return new RegistryRequest(
        exchange.getRequestMethod(), path(uri), query(uri.getRawQuery()), body(exchange));
  }

  /** Split before decoding: a subject may hold a slash. */
  private static List<String> path(URI uri) {
    String path = uri.getRawPath().replaceAll("^/+|/+$", "");
    return path.isEmpty()
        ? List.of()
        : Arrays.stream(path.split("/", -1)).map(s -> decode(s.replace("+", "%2B"))).toList();
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * A client reads the answer only once it has sent its all. Not by skip(): on JDK 21 that waits
   * for bytes beyond this request's.
   */
  private static void drain(InputStream in) throws IOException {
    byte[] unread = new byte[1 << 16];
    for (int left = DRAIN_LIMIT; left > 0; ) {
      int count = in.read(unread);
      if (count < 0) return;
      left -= count;
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(BODY_LIMIT + 1);
    if (body.length > BODY_LIMIT) {
      drain(in);
      throw RegistryError.tooLarge(BODY_LIMIT);
    }
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw RegistryError.badRequest("Request body is not JSON");
    }
  }
}
