package io.hone.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MeterBoardTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterBoard board = new MeterBoard(registry);

  private String show(Consumer<Readings> source) {
    Readings now = new Readings();
    source.accept(now);
    board.show(now);
    return registry.scrape();
  }

  @Test
  void shouldShowWhatWasRead() {
    String page =
        show(
            now -> {
              now.put(HoneMeter.PROMPTS_ENDED, 3, "paired");
              now.put(HoneMeter.CALLS_ANSWERED_TOTAL, 7, "judge");
            });

    assertThat(page)
        .contains(
            "# TYPE hone_prompts_ended gauge",
            "hone_prompts_ended{outcome=\"paired\"} 3.0",
            "# TYPE hone_calls_answered_total counter",
            "hone_calls_answered_total{stage=\"judge\"} 7.0");
  }

  @Test
  void shouldShowTheNewestAndDropWhatIsGone() {
    show(
        now -> {
          now.put(HoneMeter.VERSION_STATE, 1, "v1", "candidate");
          now.put(HoneMeter.PAIRS, 1);
        });

    String page =
        show(
            now -> {
              now.put(HoneMeter.VERSION_STATE, 1, "v1", "promoted");
              now.put(HoneMeter.PAIRS, 2);
            });

    assertThat(page)
        .contains("hone_version_state{state=\"promoted\",version=\"v1\"} 1.0", "hone_pairs 2.0")
        .doesNotContain("candidate");
  }
}
