package io.hone.app.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By bare sockets: HTTP clients do not let a test choose Host and Origin. */
class SameMachineTest {
  private static final String BODY = "{\"schema\":\"\\\"int\\\"\"}";

  private EmbeddedRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry =
        EmbeddedRegistry.start(new RegistryOptions("none:1", 0, (short) 1), new InMemoryStorage());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private String get(String host, String more) throws IOException {
    return send("GET /subjects HTTP/1.1", host, more, "");
  }

  private String send(String line, String host, String more, String body) throws IOException {
    URI url = registry.url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String request =
          "%s\r\nHost: %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
              .formatted(line, host, more, body.length(), body);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:%d", "localhost:%d", "LOCALHOST", "[::1]:%d"})
  void shouldAnswerUnderEveryNameOfLoopback(String host) throws IOException {
    assertThat(get(host.formatted(registry.url().getPort()), "")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:%d",
        "127.0.0.1.evil.example:%d",
        "localhost.evil.example",
        "10.0.0.7:%d",
        "127.0.0.1@evil.example",
        "a b"
      })
  void shouldRefuseANameThatSomebodyElseLetsPointHere(String host) throws IOException {
    String name = host.formatted(registry.url().getPort());

    assertThat(get(name, ""))
        .startsWith("HTTP/1.1 403")
        .contains("\"error_code\":403", "programs on this machine only", "Host is '" + name + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: https://evil.example",
    "Origin: null",
    "Origin: http://localhost.evil.example:8081",
    "Sec-Fetch-Site: cross-site"
  })
  void shouldRefuseAPageOfAnotherOriginBeforeItChangesAnything(String header) throws IOException {
    String refused = send("POST /subjects/s/versions HTTP/1.1", "localhost", header + "\r\n", BODY);

    assertThat(refused).startsWith("HTTP/1.1 403").doesNotContain("Access-Control");
    assertThat(RegistryHttp.of(registry).get("/subjects")).isEqualTo("200 []");
  }

  @Test
  void shouldAnswerAPageOfThisMachine() throws IOException {
    assertThat(get("localhost", "Origin: http://localhost:3000\r\nSec-Fetch-Site: same-site\r\n"))
        .startsWith("HTTP/1.1 200");
  }
}
