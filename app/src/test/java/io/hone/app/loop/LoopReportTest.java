package io.hone.app.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.event.Measure;
import io.hone.event.ModelState;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class LoopReportTest {
  private static Measure measure(double value) {
    return new Measure(value, value - 0.05, value + 0.05, 400L);
  }

  /** Two rounds of two prompts: a version that is promoted, and one that is rejected. */
  private static LoopReport report() {
    LoopFacts facts = new LoopFacts();
    LoopRecords records = new LoopRecords(facts);
    records.version("base", null, ModelState.PROMOTED, Map.of("actor_accuracy", measure(0.5)));
    records.prompt("p-1");
    records.prompt("p-2");
    records.outcome("p-1", "base", 0, "a", "b");
    records.outcome("p-2", "base", 0);
    records.version("v1", "base", ModelState.CANDIDATE, Map.of());
    records.version(
        "v1",
        "base",
        ModelState.PROMOTED,
        Map.of("actor_accuracy", measure(0.7), "mean_length", new Measure(4.0, null, null, 9L)));
    records.version("base", null, ModelState.RETIRED, Map.of("actor_accuracy", measure(0.5)));
    records.prompt("p-3");
    records.outcome("p-3", "v1", 0, "c");
    records.version("v2", "v1", ModelState.CANDIDATE, Map.of());
    records.version("v2", "v1", ModelState.REJECTED, Map.of());
    records.prompt("p-4");
    return LoopReport.of("main", "meta-rewarding", 12.5, facts, new TreeMap<>(Map.of("a", "<b>")));
  }

  @Test
  void shouldGiveEveryVersionTheWorkBehindIt() {
    LoopReport report = report();

    assertThat(report.versions())
        .extracting(LoopReport.Version::name)
        .containsExactly("base", "v1", "v2");
    assertThat(report.versions().get(1).work().orElseThrow())
        .isEqualTo(new LoopFacts.Work(2, 20, 240, 6));
    assertThat(report.versions().get(2).work().orElseThrow().prompts()).isEqualTo(1);
    assertThat(report.open()).isEqualTo(1);
  }

  @Test
  void shouldTellProgramsWhatWasMeasuredAndNullWhatWasNot() {
    JsonNode json = ReportJson.of(report());

    JsonNode version = json.path("versions").path(1);
    assertThat(version.path("actor_accuracy").path("low").asDouble()).isEqualTo(0.65, within());
    assertThat(version.path("judge_accuracy").isNull()).isTrue();
    assertThat(version.path("mean_length").asDouble()).isEqualTo(4.0);
    assertThat(version.path("state").asText()).isEqualTo("promoted");
    assertThat(version.path("pairs").asLong()).isEqualTo(9);
    assertThat(json.path("seconds").asDouble()).isEqualTo(12.5);
    assertThat(json.path("open").asLong()).isEqualTo(1);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  @Test
  void shouldDrawAPictureThatIsXmlWithAMarkForEveryMeasure() throws Exception {
    Document picture =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Chart.svg(report()).getBytes(StandardCharsets.UTF_8)));

    assertThat(picture.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(picture.getElementsByTagName("polyline").getLength()).isEqualTo(1);
  }

  @Test
  void shouldEscapeOnThePageWhatOthersWrote() {
    String page = ReportPage.html(report(), List.of("./hone run --rounds 6"));

    assertThat(page)
        .contains("because &lt;it&gt; is &quot;so&quot; &amp; not else")
        .contains("every response has the score &lt;3&gt;")
        .contains("<td>&lt;b&gt;</td>")
        .doesNotContain("<it>")
        .doesNotContain("http-equiv")
        .doesNotContain("src=");
  }

  @Test
  void shouldShowARowForEveryVersionAndAccountForEveryPrompt() {
    assertThat(ReportText.table(report()))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row).hasSameSizeAs(ReportText.table(report()).getFirst()));
    assertThat(ReportText.account(report()))
        .first()
        .isEqualTo("4 accepted = 2 paired + 1 no pair + 0 dead + 1 open");
    assertThat(ReportText.chart(report())).hasSize(3).first().isEqualTo("actor");
  }
}
