package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.schemas.catalog.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool over what is made for Prometheus. It comes with Debian's package. */
@Tag("peers")
class PromtoolTest {
  @TempDir Path folder;

  private record Result(int code, String output) {}

  private Result promtool(String... arguments) throws Exception {
    return promtool(null, arguments);
  }

  private Result promtool(@org.jspecify.annotations.Nullable Path input, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    if (input != null) builder.redirectInput(input.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(output));
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("alerts.yml"), AlertRules.yaml());
    try (var in = PromtoolTest.class.getResourceAsStream("alerts-test.yml")) {
      Files.write(folder.resolve("alerts-test.yml"), Objects.requireNonNull(in).readAllBytes());
    }
  }

  @Test
  void shouldFindTheRulesRightAndSeeEachFire() throws Exception {
    Result checked = promtool("check", "rules", "alerts.yml");
    Result tested = promtool("test", "rules", "alerts-test.yml");

    assertThat(checked).as(checked.output()).extracting(Result::code).isEqualTo(0);
    assertThat(tested).as(tested.output()).extracting(Result::code).isEqualTo(0);
    assertThat(Files.readString(folder.resolve("alerts-test.yml")))
        .contains(
            AlertRules.all().stream()
                .map(rule -> rule.name().replaceAll("Judge.*", "Judge"))
                .toList());
  }

  /** A rule that never fires must be noticed. */
  @Test
  void shouldNoticeARuleThatIsOff() throws Exception {
    List<String> survived = new ArrayList<>();
    for (String rule : Expressions.ofAlerts().values()) {
      Files.writeString(
          folder.resolve("alerts.yml"),
          AlertRules.yaml().replace(rule, "(" + rule + ") and vector(0) > 1"));
      if (promtool("test", "rules", "alerts-test.yml").code() == 0) survived.add(rule);
    }

    assertThat(survived).isEmpty();
  }

  @Test
  void shouldReadEveryExpressionOfTheDashboard() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    for (String expression : Dashboard.expressions()) {
      rules
          .append("      - record: panel\n        expr: '")
          .append(expression.replace("'", "''"))
          .append("'\n        labels: {of: '")
          .append(Integer.toHexString(expression.hashCode()))
          .append("'}\n");
    }
    Files.writeString(folder.resolve("dashboard.yml"), rules);

    Result result = promtool("check", "rules", "dashboard.yml");

    assertThat(result).as(result.output()).extracting(Result::code).isEqualTo(0);
  }

  /** Names of others are theirs; of ours the tool has nothing to say. */
  @Test
  void shouldReadThePageAndFindNoFaultWithOurNames() throws Exception {
    Path page = folder.resolve("page");
    try (Observation seen = Observation.begin(new Namespace("main"))) {
      Readings all = new Readings();
      for (HoneMeter meter : HoneMeter.values()) {
        all.put(meter, 1, meter.tags().toArray(String[]::new));
      }
      seen.show(all);
      Files.writeString(page, seen.page(), StandardCharsets.UTF_8);
    }

    Result result = promtool(page, "check", "metrics");

    assertThat(result.code()).as(result.output()).isIn(0, 3);
    assertThat(result.output()).doesNotContain("error while linting").doesNotContain("hone_");
  }
}
