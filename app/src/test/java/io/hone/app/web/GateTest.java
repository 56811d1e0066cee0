package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final Optional<String> NONE = Optional.empty();

  private static int status(
      String host, Optional<String> token, Access access, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(Map.of("Host", "127.0.0.1:8080"));
    all.putAll(headers);
    Gate gate = new Gate(new WebSettings(host, 8080, token));
    String method = access == Access.WRITE ? "POST" : "GET";
    try {
      gate.require(access, new Gate.Asked(method, name -> Optional.ofNullable(all.get(name))));
      return 200;
    } catch (Refusal refusal) {
      return refusal.status();
    }
  }

  private static int onLoopback(Access access, Map<String, String> headers) {
    return status("127.0.0.1", Optional.of(TOKEN), access, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080"})
  void shouldLetThisMachineRead(String host) {
    assertThat(status("127.0.0.1", NONE, Access.READ, Map.of("Host", host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "", "a b", "evil@x:1"})
  void shouldRefuseANameThatWasRebound(String host) {
    assertThat(onLoopback(Access.READ, Map.of("Host", host))).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, 200",
    "http://127.0.0.1:9999, 403",
    "http://localhost:8080, 403",
    "https://evil.example, 403",
    "file://127.0.0.1:8080, 403",
    "null, 403",
    "'', 403"
  })
  void shouldLetInOnlyItsOwnOrigin(String origin, int status) {
    assertThat(onLoopback(Access.READ, Map.of("Origin", origin))).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"same-origin, 200", "none, 200", "same-site, 403", "cross-site, 403"})
  void shouldRefuseWhatAPageOfAnotherSiteFetches(String site, int status) {
    assertThat(onLoopback(Access.READ, Map.of("Sec-Fetch-Site", site))).isEqualTo(status);
  }

  @Test
  void shouldLetALinkOnAnotherPageLeadHere() {
    Map<String, String> followed =
        Map.of(
            "Sec-Fetch-Site", "cross-site",
            "Sec-Fetch-Mode", "navigate",
            "Sec-Fetch-Dest", "document");

    assertThat(onLoopback(Access.READ, followed)).isEqualTo(200);
    assertThat(onLoopback(Access.WRITE, followed)).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer 0123456789abcdef, 200",
    "bearer 0123456789abcdef, 200",
    "Bearer 0123456789abcdeg, 401",
    "Bearer 0123456789abcde, 401",
    "Basic 0123456789abcdef, 401",
    "'', 401"
  })
  void shouldWantTheTokenForAWrite(String authorization, int status) {
    assertThat(
            onLoopback(
                Access.WRITE,
                Map.of("Authorization", authorization, "Content-Type", "application/json")))
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=utf-8, 200",
    "text/plain, 415",
    "application/x-www-form-urlencoded, 415",
    "'', 415"
  })
  void shouldWantJsonForAWrite(String type, int status) {
    assertThat(
            onLoopback(
                Access.WRITE, Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", type)))
        .isEqualTo(status);
  }

  @Test
  void shouldPermitNoWriteWithoutATokenOfItsOwn() {
    Map<String, String> anything =
        Map.of("Authorization", "Bearer ", "Content-Type", "application/json");

    assertThat(status("127.0.0.1", NONE, Access.WRITE, anything)).isEqualTo(403);
  }

  @Test
  void shouldWantTheTokenFromOtherMachinesButForHealth() {
    Map<String, String> elsewhere = Map.of("Host", "10.0.0.7:8080");
    Map<String, String> known = Map.of("Host", "10.0.0.7:8080", "Authorization", "Bearer " + TOKEN);

    assertThat(status("0.0.0.0", Optional.of(TOKEN), Access.READ, elsewhere)).isEqualTo(401);
    assertThat(status("0.0.0.0", Optional.of(TOKEN), Access.READ, known)).isEqualTo(200);
    assertThat(status("0.0.0.0", Optional.of(TOKEN), Access.OPEN, elsewhere)).isEqualTo(200);
  }
}
