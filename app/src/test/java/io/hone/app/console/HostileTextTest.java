package io.hone.app.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Prompts and answers that are markup stay text: no script, no request, no element. */
@Tag("browser")
@ExtendWith(InBrowser.class)
class HostileTextTest {
  private static final String MADE =
      "() => document.querySelectorAll('main img, main script, main iframe, main style, main"
          + " svg[onload], main [onerror], [href^=javascript]').length";

  private static List<String> places(ShownRun run) throws Exception {
    List<String> places = new ArrayList<>(List.of("#/pairs", "#/failures"));
    for (JsonNode row : run.api("/api/pairs?limit=14").path("rows")) {
      places.add("#/pairs/" + row.path("pair_id").asText());
      places.add("#/prompts/" + row.path("prompt_id").asText());
    }
    return places;
  }

  @Test
  void shouldShowMarkupAsTextAndDoNothing(Chromium chromium, ShownRun run) throws Exception {
    List<String> places = places(run);
    StringBuilder seen = new StringBuilder();

    try (Window window = chromium.window()) {
      for (String place : places) {
        Page page = window.open(run.url(), place);
        page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        seen.append(page.locator("main").textContent());
        assertThat(page.evaluate(MADE)).as(place).isEqualTo(0);
        assertThat(page.evaluate("() => window.harmed ?? 'not harmed'")).isEqualTo("not harmed");
        assertThat(page.locator("main h1")).isVisible();
      }

      assertThat(window.troubles()).isEmpty();
      assertThat(window.requests())
          .allSatisfy(
              request -> assertThat(request.getAuthority()).isEqualTo(run.url().getAuthority()));
    }
    assertThat(seen.toString()).contains(HostileScript.TEXTS);
  }

  @Test
  void shouldSearchForMarkupWithoutMakingAny(Chromium chromium, ShownRun run) {
    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/pairs");
      page.keyboard().press("/");
      page.keyboard().type("<img src=x onerror");
      page.waitForURL(url -> url.endsWith("onerror")); // it follows the typing, in one step or more

      assertThat(page.locator(".found strong")).not().hasText("0");
      page.reload();
      assertThat(page.locator("#text")).hasValue("<img src=x onerror");
      assertThat(page.evaluate(MADE)).isEqualTo(0);
      assertThat(window.troubles()).isEmpty();
    }
  }
}
