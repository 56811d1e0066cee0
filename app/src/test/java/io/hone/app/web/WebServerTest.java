package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

@Timeout(60)
class WebServerTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final ServerEvent LARGE = new ServerEvent("n", "x".repeat(200_000));

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebServer server =
      WebServer.start(
          new WebSettings("127.0.0.1", 0, Optional.of(TOKEN)),
          List.of(
              Route.get("/", request -> Answer.text(200, "text/html; charset=utf-8", "<p>here")),
              Route.get(
                  "/echo/{id}",
                  request ->
                      Answer.json(
                          JsonNodeFactory.instance
                              .objectNode()
                              .put("id", request.named().get("id"))
                              .put("q", request.first("q").orElse("none")))),
              Route.get(
                  "/fails",
                  request -> {
                    throw new IllegalStateException("/secret/path");
                  }),
              Route.post("/take", request -> Answer.json(request.json())),
              Route.get(
                  "/events", request -> new Answer.Events(Flux.just(new ServerEvent("n", "1")))),
              Route.get("/later", request -> new Answer.Events(later())),
              Route.get("/flood", request -> new Answer.Events(flood()))));

  /** Two events with some time between them. */
  private static Flux<ServerEvent> later() {
    return Flux.interval(Duration.ofMillis(50))
        .take(2)
        .map(tick -> new ServerEvent("n", "" + tick));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static Flux<ServerEvent> flood() {
    return Flux.interval(Duration.ofMillis(1)).onBackpressureDrop().map(tick -> LARGE);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(
        to("/take")
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** As no client with manners would ask. */
  private String raw(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .takeWhile(line -> !line.isEmpty())
          .collect(Collectors.joining("\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/fails", "/take", "/events"})
  void shouldSecureEveryAnswer(String path) throws Exception {
    HttpResponse<String> response = send(to(path));

    assertThat(response.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'")
                    .doesNotContain("unsafe"));
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void shouldGivePathAndQueryAsText() throws Exception {
    HttpResponse<String> response = send(to("/echo/%3Cb%3E?q=a%20b"));

    assertThat(response.body()).isEqualTo("{\"id\":\"<b>\",\"q\":\"a b\"}");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void shouldTellNothingOfAFault() throws Exception {
    HttpResponse<String> response = send(to("/fails"));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void shouldTakeAWriteWithTheTokenAlone() throws Exception {
    assertThat(post("{\"a\":1}").body()).isEqualTo("{\"a\":1}");
    assertThat(post("{").statusCode()).isEqualTo(400);
    assertThat(post("").statusCode()).isEqualTo(400);
    HttpRequest.Builder bare =
        to("/take")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(send(bare).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldRefuseALargeBody() throws Exception {
    assertThat(post("\"" + "x".repeat(1_100_000) + "\"").statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /../../etc/passwd HTTP/1.1",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        "GET /echo/..%2f..%2fx/../y HTTP/1.1",
        "GET //evil.example/ HTTP/1.1"
      })
  void shouldLeadNowhereElse(String line) throws Exception {
    String head = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(head).startsWith("HTTP/1.1 404").doesNotContainIgnoringCase("location:");
  }

  @Test
  void shouldRefuseAReboundName() throws Exception {
    assertThat(raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void shouldAnswerAHeadWithoutABody() throws Exception {
    HttpResponse<String> response =
        send(to("/").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void shouldSendEvents() throws Exception {
    HttpResponse<String> response = send(to("/events"));

    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    assertThat(response.body()).contains("event: n\ndata: 1\n\n");
  }

  @Test
  void shouldSendEventsThatComeAfterTheFirst() throws Exception {
    HttpResponse<String> response = send(to("/later"));

    assertThat(response.headers().firstValue("Content-Length")).isEmpty();
    assertThat(response.body()).contains("data: 0\n\n", "data: 1\n\n");
  }

  /** Of what comes while the client takes nothing only the newest is kept: EventStreamTest. */
  @Test
  void shouldServeOthersBesideAClientThatIsStuck() throws Exception {
    try (Socket stuck = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      stuck
          .getOutputStream()
          .write("GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(stuck.getInputStream().read()).isEqualTo('H');

      for (int i = 0; i < 50; i++) assertThat(send(to("/")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldSayWhichPortIsTaken() {
    int taken = server.url().getPort();

    assertThatThrownBy(
            () -> WebServer.start(new WebSettings("127.0.0.1", taken, Optional.empty()), List.of()))
        .isInstanceOf(WebException.class)
        .hasMessageContainingAll("" + taken, "web.port");
  }
}
