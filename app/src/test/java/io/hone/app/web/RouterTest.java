package io.hone.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
  private static final Answer NOTHING = Answer.text(200, "text/plain", "");

  private final Router router =
      new Router(
          List.of(
              Route.get("/", request -> NOTHING),
              Route.get("/pairs/{id}", request -> NOTHING),
              Route.get("/pairs/all", request -> NOTHING),
              Route.post("/pairs/{id}/vote", request -> NOTHING)));

  private int status(String method, String path) {
    try {
      router.find(method, path);
      return 200;
    } catch (Refusal refusal) {
      return refusal.status();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 200",
    "HEAD, /, 200",
    "GET, /pairs/7, 200",
    "GET, /pairs/, 404",
    "GET, /pairs, 404",
    "GET, //, 404",
    "GET, /pairs/../pairs/7, 404",
    "GET, /pairs/7/../../etc/passwd, 404",
    "GET, /pairs/%2e%2e%2f%2e%2e%2fetc%2fpasswd, 200",
    "GET, /%2e%2e/etc/passwd, 404",
    "GET, /pairs/%zz, 400",
    "POST, /pairs/7, 405",
    "GET, /pairs/7/vote, 405",
    "POST, /pairs/7/vote, 200",
    "DELETE, /, 405",
    "TRACE, /, 405"
  })
  void shouldReachOnlyWhatIsListed(String method, String path, int status) {
    assertThat(status(method, path)).isEqualTo(status);
  }

  @Test
  void shouldGiveTheNamedPartDecodedAndAsText() {
    Map<String, String> named = router.find("GET", "/pairs/a%2Fb+c%20d").named();

    assertThat(named).containsExactly(Map.entry("id", "a/b+c d"));
  }

  @Test
  void shouldPreferWhatIsSpeltOut() {
    assertThat(router.find("GET", "/pairs/all").route().path()).isEqualTo("/pairs/all");
  }

  @Test
  void shouldRefuseTwoRoutesForTheSame() {
    List<Route> twice =
        List.of(Route.get("/{a}", request -> NOTHING), Route.get("/{b}", request -> NOTHING));

    assertThatThrownBy(() -> new Router(twice)).hasMessageContaining("twice");
  }
}
