package io.hone.app.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigException;
import io.hone.app.config.ConfigReader;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceSettingsTest {
  private static Config given(Map<String, String> options) {
    return ConfigReader.read(Optional.empty(), Map.of(), options);
  }

  @Test
  void shouldWantNoTracesUnlessAnEndpointIsNamed() {
    Optional<TraceSettings> settings = TraceSettings.of(given(Map.of("traces.share", "0.5")));

    assertThat(settings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:4318, http://localhost:4318/v1/traces",
    "https://otel.example/, https://otel.example/v1/traces",
    "http://127.0.0.1:4318/tenant, http://127.0.0.1:4318/tenant/v1/traces"
  })
  void shouldPostSpansBelowTheEndpoint(String endpoint, String address) {
    TraceSettings settings =
        TraceSettings.of(given(Map.of("traces.endpoint", endpoint))).orElseThrow();

    assertThat(settings.spans()).isEqualTo(address);
    assertThat(settings.share()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:4318",
        "grpc://localhost:4317",
        "http:///v1",
        "http://me:secret@host",
        "http://host?key=1",
        "http://host#1",
        "http://a b"
      })
  void shouldRefuseWhatIsNoPlainAddress(String endpoint) {
    Config config = given(Map.of("traces.endpoint", endpoint));

    assertThatThrownBy(() -> TraceSettings.of(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("traces.endpoint")
        .hasMessageContaining("give one such as http://localhost:4318");
  }
}
