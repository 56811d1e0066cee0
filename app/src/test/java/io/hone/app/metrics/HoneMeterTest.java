package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HoneMeterTest {
  /** Prometheus' own rules of naming. */
  @ParameterizedTest
  @EnumSource
  void shouldHaveANameAndTagsThatPrometheusTakes(HoneMeter meter) {
    assertThat(meter.title()).matches("hone(_[a-z]+)+").doesNotEndWith("_count");
    assertThat(meter.tags()).allMatch(tag -> tag.matches("[a-z]+")).doesNotContain("run");
    assertThat(meter.purpose()).endsWith(".");
  }

  @Test
  void shouldStandInTheReference() throws Exception {
    Path page = Path.of(System.getProperty("hone.rootdir"), "docs", "reference", "metrics.md");
    String generated = MetricsPage.markdown();
    if (Boolean.getBoolean("hone.docs.write")) Files.writeString(page, generated);

    assertThat(page)
        .as("write it anew: ./mvnw -pl app -am test -Dhone.docs.write=true")
        .hasContent(generated);
    assertThat(Arrays.stream(HoneMeter.values()).map(HoneMeter::title))
        .allMatch(name -> generated.contains("`" + name + "`"));
    assertThat(AlertRules.all()).hasSize(AlertRules.yaml().split("- alert:", -1).length - 1);
  }

  @Test
  void shouldRefuseAReadingWithoutItsTags() {
    assertThatThrownBy(() -> new Readings().put(HoneMeter.PROMPTS_ENDED, 1))
        .hasMessageContaining("hone_prompts_ended");
  }
}
