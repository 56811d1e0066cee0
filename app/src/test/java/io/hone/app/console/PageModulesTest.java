package io.hone.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.hone.app.web.Answer;
import io.hone.app.web.Assets;
import io.hone.app.web.Route;
import io.hone.app.web.WebServer;
import io.hone.app.web.WebSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pure modules of the pages, each by itself, where they run: in the browser. */
@SuppressWarnings("NullAway.Init") // set before the tests
@Tag("browser")
@ExtendWith(InBrowser.class)
class PageModulesTest {
  private static WebServer server;
  private static Window window;

  @BeforeAll
  static void open(Chromium chromium) {
    List<Route> routes = new ArrayList<>(Assets.routes(Console.class, "pages", "/assets/"));
    Answer.Whole icon = Assets.read(Console.class, "pages/icon.svg");
    routes.add(Route.open("/", request -> icon));
    server = WebServer.start(new WebSettings("127.0.0.1", 0, Optional.empty()), routes);
    window = chromium.window();
    window.page().navigate(server.url().toString());
  }

  @AfterAll
  static void close() throws Exception {
    window.close();
    server.close();
  }

  /** What an expression gives in which {@code m} is the module. */
  private static Object of(String module, String expression) {
    Page page = window.page();
    return page.evaluate(
        "async () => { const m = await import('/assets/%s.js'); return %s; }"
            .formatted(module, expression));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m.count(1234567)            | 1,234,567
          m.count(null)               | –
          m.brief(950)                | 950
          m.brief(12345)              | 12.3 k
          m.brief(1579355)            | 1.58 M
          m.percent(0.7731)           | 77.3 %
          m.percent(-0.05, 0)         | −5 %
          m.percent(undefined)        | –
          m.millis(30)                | 30 ms
          m.millis(5.25)              | 5.3 ms
          m.millis(61000)             | 1 min 1 s
          m.seconds(7500)             | 2 h 5 min
          m.significant(0.00004567)   | 4.57e−5
          m.significant(0.512345)     | 0.512
          m.short(0.8000001)          | 0.8
          m.rate(3.21)                | 3.2/s
          m.bytes(1234)               | 1.23 kB
          m.ago(1000, 13500)          | 12 s ago
          m.plain("all-scores_equal") | all scores equal
          m.many(1, "pair")           | 1 pair
          m.many(2000, "pair")        | 2,000 pairs
          """)
  void shouldWriteNumbersAsPeopleReadThem(String expression, String wanted) {
    Object written = of("format", expression);

    assertThat(written).isEqualTo(wanted);
  }

  @Test
  void shouldFindAsManySharedWordsAsThereAre() {
    Object wrong =
        of(
            "diff",
            """
            (() => {
              let seed = 7;
              const next = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
              const text = () => Array.from({length: next(14)}, () => "abcd"[next(4)]).join(" ");
              const longest = (a, b) => {
                const t = Array.from({length: a.length + 1}, () => new Array(b.length + 1).fill(0));
                for (let i = 1; i <= a.length; i++)
                  for (let j = 1; j <= b.length; j++)
                    t[i][j] = a[i - 1] === b[j - 1] ? t[i - 1][j - 1] + 1
                        : Math.max(t[i - 1][j], t[i][j - 1]);
                return t[a.length][b.length];
              };
              const words = (s) => s.split(" ").filter(Boolean);
              const joined = (runs) => runs.map((r) => r.text).join("");
              const shared = (runs) => runs.filter((r) => r.same).flatMap((r) => words(r.text));
              for (let i = 0; i < 2000; i++) {
                const [a, b] = [text(), text()];
                const d = m.difference(a, b);
                const fine = joined(d.left) === a && joined(d.right) === b
                    && shared(d.left).join() === shared(d.right).join()
                    && shared(d.left).length === longest(words(a), words(b));
                if (!fine) return `${a} / ${b}`;
              }
              return "none";
            })()
            """);

    assertThat(wrong).isEqualTo("none");
  }

  @Test
  void shouldGiveUpOnTextsThatShareAlmostNothingButKeepTheirEnds() {
    Object runs =
        of(
            "diff",
            """
            (() => {
              const far = (c) => Array.from({length: 3000}, (_, i) => c + i).join(" ");
              const d = m.difference(`same ${far("a")} end`, `same ${far("b")} end`);
              return [d.shared, d.left[0].text, d.left[0].same, d.left.at(-1).same, d.left.length];
            })()
            """);

    assertThat(((List<?>) runs).get(0)).isNull();
    assertThat(((List<?>) runs).subList(1, 5)).isEqualTo(List.of("same ", true, true, 4));
  }

  @Test
  void shouldReadServerSentEventsHoweverTheyAreCut() {
    Object read =
        of(
            "live",
            """
            (() => {
              const stream = ": beat\\n\\nevent: run\\r\\ndata: {\\"a\\":1}\\r\\n\\r\\ndata: x\\ndata: y\\n\\n";
              const wanted = JSON.stringify([["run", "{\\"a\\":1}"], ["message", "x\\ny"]]);
              for (let size = 1; size <= stream.length; size++) {
                const told = [];
                const events = m.parser((event, data) => told.push([event, data]));
                for (let i = 0; i < stream.length; i += size) events(stream.slice(i, i + size));
                if (JSON.stringify(told) !== wanted) return `${size}: ${JSON.stringify(told)}`;
              }
              return "alike";
            })()
            """);

    assertThat(read).isEqualTo("alike");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m.link(["pairs"], {text: "a b", kind: "", after: null}) | #/pairs?text=a+b
          m.link(["pairs", "p/1?x"])                              | #/pairs/p%2F1%3Fx
          m.parse("#/pairs/p%2F1%3Fx?text=a+b&k=1").path[1]       | p/1?x
          m.parse("#/pairs/p%2F1%3Fx?text=a+b&k=1").query.text    | a b
          m.parse("#/pairs/%zz").path[1]                          | %zz
          """)
  void shouldLeadWhereALinkWasMadeFor(String expression, String wanted) {
    Object found = of("router", expression);

    assertThat(found).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {kind: "pause"}                    | true  | {paused: true}
          {kind: "pause"}                    | false | {paused: false}
          {kind: "resume"}                   | true  | {paused: false}
          {kind: "promote", version: "v1"}   | true  | {}
          {kind: "promote", version: "v2"}   | false | {}
          {kind: "rollback", version: "v2"}  | true  | {}
          {kind: "rollback", version: "v1"}  | false | {}
          {kind: "rollback", version: "v9"}  | false | {}
          """)
  void shouldKnowWhetherAnOrderWasObeyed(String order, boolean obeyed, String run) {
    Object known =
        of(
            "orders-fate",
            """
            m.became(%s, %s, {versions: [{version: "v1", state: "promoted"},
                {version: "v2", state: "rolled_back"}]})
            """
                .formatted(order, run));

    assertThat(known).isEqualTo(obeyed);
  }

  @Test
  void shouldKnowWhyAnOrderIsRefused() {
    assertThat(of("orders-fate", "m.refusal({id: 'a'}, {refused_orders: {a: 'no weights'}})"))
        .isEqualTo("no weights");
    assertThat(of("orders-fate", "m.refusal({id: 'b'}, {refused_orders: {a: 'no weights'}})"))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m.ticks(0.41, 0.88, 5)       | [0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
          m.ticks(0, 0.00009, 3)       | [0, 0.00005, 0.0001]
          m.ticks(-1.2, 0.3, 3)        | [-1.5, -1, -0.5, 0, 0.5]
          m.extent([], [], undefined)  | [0, 1]
          m.extent([{points: [{x: 1, y: 2, low: 1, high: 4}]}], [{value: 5}], [3]) | [1, 5]
          """)
  void shouldDrawAxesWithRoundNumbers(String expression, String wanted) {
    Object ticks =
        of("scale", "JSON.stringify(%s) === JSON.stringify(%s)".formatted(expression, wanted));

    assertThat(ticks).as("%s", of("scale", expression)).isEqualTo(true);
  }
}
