package io.hone.consumers.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** As much of a schema registry as serdes need. It can be away for a while. */
public final class TestRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final List<String> schemas = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  public TestRegistry() {
    try {
      http =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::answer);
    http.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] asked = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      if (away) {
        send(exchange, 503, Map.of("error_code", 50301, "message", "away"));
      } else if (path.startsWith("/schemas/ids/")) {
        int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
        if (id < 1 || id > schemas.size()) {
          send(exchange, 404, Map.of("error_code", 40403, "message", "Schema not found"));
        } else {
          send(exchange, 200, Map.of("schema", schemas.get(id - 1)));
        }
      } else {
        send(exchange, 200, Map.of("id", id(JSON.readTree(asked).path("schema").asText())));
      }
    }
  }

  private synchronized int id(String schema) {
    if (!schemas.contains(schema)) schemas.add(schema);
    return schemas.indexOf(schema) + 1;
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> body)
      throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** From now on every request gets 503, or is answered again. */
  public void away(boolean value) {
    away = value;
  }

  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
