package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hone.schemas.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever answers, the client ends in time with one sentence and a kind. */
@Timeout(30)
class HostileRegistryTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n";

  /** What a server does to one connection after it has read the request's head. */
  @FunctionalInterface
  private interface Behaviour {
    void answer(OutputStream out) throws IOException;
  }

  private static RegistryException against(Behaviour behaviour) throws IOException {
    return against("http", behaviour);
  }

  private static RegistryException against(String scheme, Behaviour behaviour) throws IOException {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try (ServerSocket server =
        new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      threads.execute(() -> accept(server, threads, behaviour));
      return failure(scheme + "://127.0.0.1:" + server.getLocalPort());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void accept(ServerSocket server, ExecutorService threads, Behaviour behaviour) {
    while (true) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket, behaviour));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Behaviour behaviour) {
    try (socket) {
      socket.getInputStream().read(new byte[8192]);
      behaviour.answer(socket.getOutputStream());
    } catch (IOException e) {
      // The client hung up, which is what it should do.
    }
  }

  private static RegistryException failure(String url) {
    return failure(
        Map.of(
            "schema.registry.url", url,
            "max.retries", "1",
            "retries.wait.ms", "1",
            "http.connect.timeout.ms", "500",
            "http.read.timeout.ms", "500"));
  }

  /** One that answers: it is waited for as long as always, so that nothing is asked twice. */
  private static RegistryException failure(ScriptedRegistry registry) {
    return failure(Map.of("schema.registry.url", registry.url()));
  }

  private static RegistryException failure(Map<String, String> config) {
    try (SchemaRegistryClient client = new SchemaRegistryClient(config)) {
      return catchThrowableOfType(RegistryException.class, client::subjects);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  @Test
  void shouldNotTakeAnEndlessBody() throws IOException {
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) ' ');

    RegistryException e =
        against(
            out -> {
              out.write(ascii("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
              while (true) out.write(block);
            });

    assertThat(e.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(e).hasMessageContaining("the answer is larger than 16 MiB");
  }

  @Test
  void shouldNotWaitForAnswersThatNeverBegin() throws IOException {
    RegistryException e = against(out -> pause(Duration.ofSeconds(20)));

    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e).hasMessageContaining("no answer in http.read.timeout.ms");
  }

  @Test
  void shouldNotWaitForABodyThatDrips() throws IOException {
    RegistryException e =
        against(
            out -> {
              out.write(ascii(HEAD.formatted("1000000")));
              while (true) {
                out.write(' ');
                out.flush();
                pause(Duration.ofMillis(50));
                if (Thread.currentThread().isInterrupted()) return;
              }
            });

    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e).hasMessageContaining("does not answer");
  }

  @ParameterizedTest
  @CsvSource({
    "1000, UNAVAILABLE", // promises more than it sends
    "3, UNREADABLE", // promises less than it sends
    "-7, UNAVAILABLE",
    "99999999999999999999, UNAVAILABLE",
    "many, UNAVAILABLE"
  })
  void shouldSurviveALyingContentLength(String length, Kind kind) throws IOException {
    RegistryException e = against(out -> out.write(ascii(HEAD.formatted(length) + "[\"s\"]")));

    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessageContaining("schema.registry.url");
  }

  @Test
  void shouldSayThatTheOtherSideDoesNotSpeakTls() throws IOException {
    RegistryException e =
        against("https", out -> out.write(ascii("HTTP/1.1 400 Bad Request\r\n\r\n")));

    assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
    assertThat(e).hasMessageContaining("check https in schema.registry.url");
  }

  @Test
  void shouldSurviveAnotherProtocol() throws IOException {
    RegistryException e = against(out -> out.write(ascii("SSH-2.0-OpenSSH_9.9\r\n")));

    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e).hasMessageContaining("correct schema.registry.url");
  }

  @ParameterizedTest
  @CsvSource({
    "200, <html>no</html>, UNREADABLE",
    "200, '[\"half', UNREADABLE",
    "200, '[] []', UNREADABLE",
    "404, <html>no</html>, REFUSED",
    "502, <html>bad gateway</html>, UNAVAILABLE",
    "500, '{\"error_code\"', UNAVAILABLE"
  })
  void shouldTellByItsKindWhatIsNoRegistrysAnswer(int status, String body, Kind kind)
      throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(status, body)) {
      RegistryException e = failure(registry);

      assertThat(e.kind()).isEqualTo(kind);
      assertThat(e).hasMessageContaining(registry.url()).hasMessageNotContaining("html");
    }
  }

  @Test
  void shouldNotReadJsonOfAnyDepth() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(200, "[".repeat(1_000_000))) {
      assertThat(failure(registry).kind()).isEqualTo(Kind.UNREADABLE);
    }
  }

  @Test
  void shouldFollowNoRedirectBecauseCredentialsGoAlong() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry()) {
      registry.answer(302, "", Map.of("Location", registry.url() + "/subjects"));

      RegistryException e = failure(registry);

      assertThat(e.kind()).isEqualTo(Kind.REFUSED);
      assertThat(e)
          .hasMessageContaining("redirects are not followed, correct schema.registry.url")
          .hasMessageContaining("it points to " + registry.url());
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void shouldNotFollowReferencesWithoutEnd() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry()) {
      for (int n = 0; n < 300; n++) {
        registry.answer(
            200,
            "{\"schema\": \"\\\"int\\\"\", \"references\": [{\"name\": \"n%d\", \"subject\": \"s\", \"version\": 1}]}"
                .formatted(n));
      }
      try (SchemaRegistryClient client =
          new SchemaRegistryClient(Map.of("schema.registry.url", registry.url()))) {
        RegistryException e = catchThrowableOfType(RegistryException.class, () -> client.byId(1));

        assertThat(e.kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(e).hasMessageContaining("more than 200 references");
      }
    }
  }

  @Test
  void shouldNameTheKeyOfRefusedCredentials() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(401, "{}");
        SchemaRegistryClient client =
            new SchemaRegistryClient(
                Map.of(
                    "schema.registry.url",
                    registry.url(),
                    "basic.auth.credentials.source",
                    "USER_INFO",
                    "basic.auth.user.info",
                    "ann:wrong"))) {
      RegistryException e = catchThrowableOfType(RegistryException.class, client::subjects);

      assertThat(e.kind()).isEqualTo(Kind.NOT_AUTHORISED);
      assertThat(e)
          .hasMessage(
              "schema registry %s refused the credentials (HTTP 401): correct basic.auth.user.info",
              registry.url());
      assertThat(registry.requests()).hasSize(1);
    }
  }

  @Test
  void shouldNameTheKeysWhenCredentialsAreMissing() throws IOException {
    try (ScriptedRegistry registry = new ScriptedRegistry().answer(401, "<html>")) {
      assertThat(failure(registry))
          .hasMessageContaining("asks for credentials (HTTP 401)")
          .hasMessageContaining("basic.auth.user.info");
    }
  }
}
