package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSettingsTest {
  private static final String TOKEN = "0123456789abcdef";

  private static Config config(Map<String, String> set) {
    return ConfigReader.read(Optional.empty(), Map.of(), set);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void shouldRefuseToBeReachedWithoutAToken(String host) {
    assertThatThrownBy(() -> WebSettings.of(config(Map.of("web.port", "0", "web.host", host))))
        .isInstanceOf(WebException.class)
        .hasMessageContainingAll(host, "web.token-file", "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "localhost"})
  void shouldNeedNoTokenOnThisMachine(String host) {
    assertThat(WebSettings.of(config(Map.of("web.port", "0", "web.host", host)))).isPresent();
  }

  @Test
  void shouldServeNothingUnlessAskedTo() {
    assertThat(WebSettings.of(config(Map.of()))).isEmpty();
    assertThat(WebSettings.of(config(Map.of("web.port", "")))).isEmpty();
  }

  @Test
  void shouldReadTheTokenFromAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("token"), TOKEN + "\nanything\n");

    WebSettings settings =
        WebSettings.of(
                config(
                    Map.of(
                        "web.port", "0", "web.host", "0.0.0.0", "web.token-file", file.toString())))
            .orElseThrow();

    assertThat(settings.token()).contains(TOKEN);
    assertThat(settings).asString().doesNotContain(TOKEN);
  }

  @Test
  void shouldRefuseAShortToken() {
    assertThatThrownBy(() -> WebSettings.of(config(Map.of("web.port", "0", "web.token", "secret"))))
        .isInstanceOf(WebException.class)
        .hasMessageContaining("6 characters")
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldHideTheToken() {
    Config config = config(Map.of("web.token", TOKEN));

    assertThat(config.entries().entrySet())
        .filteredOn(entry -> entry.getKey().equals("web.token"))
        .extracting(entry -> entry.getValue().shown("web.token"))
        .containsExactly("(hidden)");
  }
}
