package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.hone.app.Hone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GenerateCommandTest {
  private static final Path STORIES = Path.of("../models/src/test/resources/stories260K");

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();
  private final ByteArrayOutputStream out = captured.out();
  private final ByteArrayOutputStream err = captured.err();

  @TempDir Path dir;

  private static int generate(String... arguments) {
    List<String> command = new ArrayList<>(List.of("generate"));
    command.addAll(List.of(arguments));
    return Hone.run(command.toArray(String[]::new));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complaint() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldContinueATextAsTheReferenceDoes() throws IOException {
    JsonNode expected =
        new ObjectMapper()
            .readTree(STORIES.resolve("reference.json").toFile())
            .get("greedy_from_bos");

    int code =
        generate(
            "--model",
            STORIES.toString(),
            "--raw",
            "--temperature",
            "0",
            "--json",
            "--max-tokens",
            Integer.toString(expected.get("token_ids").size() - 1),
            "");

    assertThat(code).as(complaint()).isZero();
    JsonNode answer = new ObjectMapper().readTree(said());
    assertThat(answer.get("text")).isEqualTo(expected.get("text"));
    List<JsonNode> ids = new ArrayList<>();
    expected.get("token_ids").forEach(ids::add);
    assertThat(answer.get("token_ids")).containsExactlyElementsOf(ids.subList(1, ids.size()));
  }

  @Test
  void shouldGiveTheSameAnswersForTheSameSeed() {
    String[] twice = {
      "--model",
      STORIES.toString(),
      "--raw",
      "--seed",
      "7",
      "--samples",
      "3",
      "--max-tokens",
      "12",
      "Lily"
    };
    assertThat(generate(twice)).isZero();
    String first = said();
    out.reset();

    assertThat(generate(twice)).isZero();

    assertThat(said()).isEqualTo(first);
    assertThat(first.lines().distinct().count()).isGreaterThan(1);
  }

  static Stream<Arguments> wrong() {
    String model = STORIES.toString();
    return Stream.of(
        Arguments.of(1, "no model folder", new String[] {"--model", "/no/such", "x"}),
        Arguments.of(1, "no chat template", new String[] {"--model", model, "x"}),
        Arguments.of(
            1,
            "temperature is -1",
            new String[] {"--model", model, "--raw", "--temperature", "-1", "x"}),
        Arguments.of(
            1,
            "temperature is NaN",
            new String[] {"--model", model, "--raw", "--temperature", "NaN", "x"}),
        Arguments.of(
            1, "top-p is 2", new String[] {"--model", model, "--raw", "--top-p", "2", "x"}),
        Arguments.of(
            1,
            "max tokens is 0",
            new String[] {"--model", model, "--raw", "--max-tokens", "0", "x"}),
        Arguments.of(
            1, "context 512", new String[] {"--model", model, "--raw", "Once ".repeat(2000)}),
        Arguments.of(
            1, "at most 4160", new String[] {"--model", model, "--raw", "--samples", "5000", "x"}),
        Arguments.of(
            1, "no device", new String[] {"--model", model, "--raw", "--device", "tpu", "x"}),
        Arguments.of(
            1, "adapter", new String[] {"--model", model, "--adapter", "/no/such", "--raw", "x"}),
        Arguments.of(2, "--server", new String[] {"--raw", "x"}),
        Arguments.of(
            2,
            "exclusive",
            new String[] {"--model", model, "--server", "http://localhost:1/v1", "x"}),
        Arguments.of(1, "address", new String[] {"--server", "not a url", "x"}),
        Arguments.of(1, "127.0.0.1:1", new String[] {"--server", "http://127.0.0.1:1/v1", "x"}),
        Arguments.of(
            1,
            "NO_SUCH_KEY_VARIABLE",
            new String[] {
              "--server", "http://127.0.0.1:1/v1", "--api-key-env", "NO_SUCH_KEY_VARIABLE", "x"
            }));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void shouldSayWhatIsWrong(int code, String saying, String[] arguments) {
    assertThat(generate(arguments)).isEqualTo(code);

    assertThat(complaint()).containsIgnoringCase(saying).doesNotContain("Exception", "\tat ");
    assertThat(said()).isEmpty();
  }

  @Test
  void shouldAskAServerWithTheKeyOfAFile() throws IOException {
    Path key = Files.writeString(dir.resolve("key"), "open-sesame\n");
    List<String> keys = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/",
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
          boolean list = exchange.getRequestURI().getPath().endsWith("/models");
          byte[] body =
              (list
                      ? """
                        {"object":"list","data":[{"id":"small","object":"model"}]}"""
                      : """
                        {"model":"small","choices":[{"index":0,"finish_reason":"stop",
                        "message":{"role":"assistant","content":"Good morning."}}],
                        "usage":{"prompt_tokens":3,"completion_tokens":3,"total_tokens":6}}""")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";

      int code = generate("--server", url, "--api-key-file", key.toString(), "Hello");

      assertThat(code).as(complaint()).isZero();
      assertThat(said()).isEqualTo("Good morning.\n");
      assertThat(keys).isNotEmpty().containsOnly("Bearer open-sesame");
    } finally {
      server.stop(0);
    }
  }
}
