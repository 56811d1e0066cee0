package io.hone.app.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.hone.app.Hone;
import io.hone.app.cli.CapturedOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page on a short run, in Chromium: what it shows is so, and everyone can read it. */
@Tag("browser")
@ExtendWith(InBrowser.class)
class PagesInBrowserTest {
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  /** A page's name and where it is. */
  private record Place(String name, String hash) {}

  private static List<Place> places(ShownRun run) throws Exception {
    JsonNode pair = run.api("/api/pairs?kind=judge").path("rows").path(0);
    JsonNode letter = run.api("/api/dead-letters").path("rows").path(0);
    return List.of(
        new Place("loop", "#/loop"),
        new Place("better", "#/better"),
        new Place("judge", "#/judge"),
        new Place("pairs", "#/pairs"),
        new Place("pair", "#/pairs/" + pair.path("pair_id").asText()),
        new Place("prompt", "#/prompts/" + pair.path("prompt_id").asText()),
        new Place("training", "#/training"),
        new Place("failures", "#/failures"),
        new Place("letter", "#/failures/" + letter.path("id").asText()));
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void shouldBeReadableForEveryone(ColorScheme look, Chromium chromium, ShownRun run)
      throws Exception {
    String axe = axe();
    List<Place> places = places(run);

    try (Window window = chromium.window(look, 1280)) {
      for (Place place : places) {
        Page page = window.open(run.url(), place.hash());
        window.keep(place.name() + "-" + look.name().toLowerCase(Locale.ROOT));
        page.evaluate(axe);
        assertThat(serious(page)).as(place.name()).isEmpty();
      }
      assertThat(window.troubles()).isEmpty();
    }
  }

  private static String axe() throws IOException {
    try (InputStream in = PagesInBrowserTest.class.getResourceAsStream(AXE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<?> serious(Page page) {
    return (List<?>)
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(v => ["serious", "critical"].includes(v.impact))
              .map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 120)).join(" | ")}`)
            """);
  }

  @Test
  void shouldFitAPhone(Chromium chromium, ShownRun run) throws Exception {
    List<Place> places = places(run);

    try (Window window = chromium.window(ColorScheme.LIGHT, 360)) {
      for (Place place : places) {
        Page page = window.open(run.url(), place.hash());
        window.keep(place.name() + "-phone");
        assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
            .as(place.name())
            .isEqualTo(360);
      }
    }
  }

  @Test
  void shouldShowTheAccountThatVerifyFinds(Chromium chromium, ShownRun run) throws Exception {
    JsonNode account = verify(run);

    try (Window window = chromium.window()) {
      window.open(run.url(), "#/loop");

      Stream.of("accepted", "paired", "no_pair", "dead", "open")
          .forEach(
              name ->
                  assertThat(window.figure("account." + name))
                      .as(name)
                      .isEqualTo(account.path(name).asText()));
      assertThat(window.figure("account.holds")).isEqualTo("true");
      assertThat(account.path("holds").asBoolean()).isTrue();
      assertThat(
              Long.parseLong(window.figure("pairs.actor"))
                  + Long.parseLong(window.figure("pairs.judge")))
          .isPositive()
          .isEqualTo(account.path("pairs").asLong());
      assertThat(window.figure("account.accepted")).isEqualTo(Integer.toString(run.prompts()));
    }
  }

  private JsonNode verify(ShownRun run) throws IOException {
    var kafka = run.stack().cluster().settings();
    Hone.run(
        "verify",
        "--bootstrap-server",
        String.valueOf(kafka.get("bootstrap.servers")),
        "--schema-registry",
        String.valueOf(kafka.get("schema.registry.url")),
        "--run",
        ShownRun.RUN.run(),
        "--set",
        "recipe.actor.responses=3",
        "--set",
        "recipe.actor.judgements=2",
        "--json");
    return JSON.readTree(captured.out().toString(StandardCharsets.UTF_8));
  }

  @Test
  void shouldShowTheFiguresOfEachStage(Chromium chromium, ShownRun run) throws Exception {
    JsonNode stages = run.api("/api/run").path("stages");

    try (Window window = chromium.window()) {
      window.open(run.url(), "#/loop");

      for (JsonNode stage : stages) {
        String name = stage.path("stage").asText();
        assertThat(window.figure(name + ".completions"))
            .as(name)
            .isEqualTo(stage.path("completions").asText())
            .isNotEqualTo("0");
        assertThat(window.figure(name + ".failed")).isEqualTo(stage.path("failed").asText());
      }
    }
  }

  @Test
  void shouldShowWhatEachVersionIsWorth(Chromium chromium, ShownRun run) throws Exception {
    JsonNode versions = run.api("/api/versions");

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/better");

      assertThat(page.locator(".sentence"))
          .hasText(versions.path("answer").path("sentence").asText());
      for (JsonNode version : versions.path("versions")) {
        version
            .path("measures")
            .properties()
            .forEach(
                measure ->
                    assertThat(
                            window.figure(
                                version.path("version").asText() + "." + measure.getKey()))
                        .isEqualTo(measure.getValue().path("value").asText()));
      }
    }
  }

  @Test
  void shouldShowWhetherToBelieveTheJudge(Chromium chromium, ShownRun run) {
    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/judge");

      // Figures of several records may be published after the last counts.
      Awaitility.await()
          .atMost(ShownRun.LONG)
          .untilAsserted(
              () -> {
                JsonNode judge = run.api("/api/judge");
                JsonNode last = judge.path("versions").path(judge.path("versions").size() - 1);
                assertThat(page.locator(".sentence").innerText())
                    .isEqualTo(judge.path("answer").path("sentence").asText());
                for (String name : List.of("score_mean", "higher_wins", "position_first")) {
                  String figure = window.figure(last.path("version").asText() + "." + name);
                  assertThat(Double.parseDouble(figure))
                      .isEqualTo(last.path("figures").path("derived").path(name).asDouble());
                }
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kind=judge", "text=question+1", "version=v1", "min_margin=2"})
  void shouldFindThePairsThatTheLinkNames(String query, Chromium chromium, ShownRun run)
      throws Exception {
    JsonNode found = run.api("/api/pairs?" + query);

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/pairs?" + query);

      assertThat(window.figure("pairs.matched")).isEqualTo(found.path("matched").asText());
      assertThat(page.locator(".pairlist a")).hasCount(found.path("rows").size());
    }
  }

  @Test
  void shouldFollowAPairToItsPromptAndToAllThatWasJudged(Chromium chromium, ShownRun run)
      throws Exception {
    JsonNode row = run.api("/api/pairs?kind=judge").path("rows").path(0);
    JsonNode story = run.api("/api/prompts/" + row.path("prompt_id").asText()).path("story");

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/pairs/" + row.path("pair_id").asText());
      page.locator(".lineage a").first().click();

      assertThat(page.locator("h1")).hasText("Prompt");
      assertThat(page.locator("details.response")).hasCount(story.path("responses").size());
      assertThat(page.locator("article.verdict-text")).hasCount(story.path("verdicts").size());
      page.goBack();
      assertThat(page.locator("h1")).hasText("Pair");
    }
  }

  @Test
  void shouldShowWhatComesWhileOneLooks(Chromium chromium, ShownRun run) {
    try (Window window = chromium.window()) {
      window.open(run.url(), "#/loop");
      int before = Integer.parseInt(window.figure("account.accepted"));

      run.submit();

      Awaitility.await()
          .atMost(ShownRun.LONG)
          .untilAsserted(
              () ->
                  assertThat(window.figure("account.accepted"))
                      .isEqualTo(Integer.toString(before + 1)));
    }
    run.awaitEnd();
  }
}
