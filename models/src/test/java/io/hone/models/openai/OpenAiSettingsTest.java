package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {
  private static final OpenAiSettings PLAIN = OpenAiSettings.of(URI.create("http://host:8000"));

  @Test
  void shouldHaveTheseDefaults() {
    assertThat(PLAIN)
        .isEqualTo(
            new OpenAiSettings(
                URI.create("http://host:8000"),
                new Secret.None(),
                OpenAiSettings.Dialect.OPENAI,
                new Trust.Platform(),
                Map.of(),
                new Limits(Duration.ofMinutes(10), Duration.ofSeconds(10), 64, 1024, 16777216),
                new RetryPolicy(
                    4, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(1))));
  }

  @ParameterizedTest
  @CsvSource({
    "http://host:8000,http://host:8000/v1,host:8000",
    "http://host:8000/,http://host:8000/v1,host:8000",
    "http://host:8000/v1,http://host:8000/v1,host:8000",
    "https://api.example.org/openai/v1/,https://api.example.org/openai/v1,api.example.org",
    "https://[::1]:8443,https://[::1]:8443/v1,[::1]:8443"
  })
  void shouldEndTheAddressInV1(String baseUrl, String root, String host) {
    OpenAiSettings settings = OpenAiSettings.of(URI.create(baseUrl));

    assertThat(settings.root()).isEqualTo(root);
    assertThat(settings.host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "host:8000", "/v1", "http:///v1"})
  void shouldRefuseWhatIsNoAddress(String baseUrl) {
    URI uri = URI.create(baseUrl);

    assertThatThrownBy(() -> OpenAiSettings.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(baseUrl);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://user:word@host", "http://host/v1?key=word"})
  void shouldRefuseSecretsInTheAddressWithoutPrintingThem(String baseUrl) {
    URI uri = URI.create(baseUrl);

    assertThatThrownBy(() -> OpenAiSettings.of(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host")
        .hasMessageNotContaining("word");
  }

  @Test
  void shouldPrintThePlacesOfSecretsOnly() {
    OpenAiSettings settings =
        PLAIN
            .withApiKey(new Secret.Environment("PATH"))
            .withTrust(new Trust.Store(Path.of("/trust.p12"), new Secret.Environment("HOME")));

    assertThat(settings.toString())
        .contains("PATH")
        .contains("/trust.p12")
        .doesNotContain(System.getenv("PATH"))
        .doesNotContain("variable=" + System.getenv("HOME"));
  }

  @Test
  void shouldNameVersionsBothWays() {
    OpenAiSettings named = PLAIN.withModelNames(Map.of("v1", "served"));

    assertThat(named.modelName("v1")).isEqualTo("served");
    assertThat(named.version("served")).isEqualTo("v1");
    assertThat(named.modelName("v2")).isEqualTo("v2");
    assertThat(named.version("v2")).isEqualTo("v2");
  }

  @Test
  void shouldRefuseTwoVersionsOfOneName() {
    assertThatThrownBy(() -> PLAIN.withModelNames(Map.of("a", "x", "b", "x")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,PT1S,1,0,1,request",
    "PT1S,PT25H,1,0,1,connect",
    "PT1S,PT1S,0,0,1,concurrency",
    "PT1S,PT1S,1,-1,1,waiting room",
    "PT1S,PT1S,1,0,0,response bytes"
  })
  void shouldRefuseLimitsByName(
      Duration request, Duration connect, int concurrency, int room, int bytes, String name) {
    assertThatThrownBy(() -> new Limits(request, connect, concurrency, room, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"-1,PT0S,PT0S,PT0S", "0,PT-1S,PT0S,PT0S", "0,PT0S,PT25H,PT0S", "0,PT0S,PT0S,PT-1S"})
  void shouldRefuseRetriesOutOfRange(
      int retries, Duration first, Duration longest, Duration asked) {
    assertThatThrownBy(() -> new RetryPolicy(retries, first, longest, asked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Retries");
  }
}
