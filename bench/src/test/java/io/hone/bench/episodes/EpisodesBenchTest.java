package io.hone.bench.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.bench.CommandRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EpisodesBenchTest {
  @Test
  void shouldPrintEveryFigureAndWhatItCameFrom() throws IOException {
    CommandRun run =
        CommandRun.of(
            0,
            "bench",
            "episodes",
            "--json",
            "--rounds=1",
            "--warm-ups=0",
            "--episodes=30",
            "--grow-to=2000");

    JsonNode figures = new ObjectMapper().readTree(run.out());
    assertThat((Iterable<String>) figures::fieldNames)
        .containsExactly("engine_ratio", "changelog_ratio", "cost_growth", "in_flight_256", "raw");
    assertThat(figures.get("engine_ratio").asDouble()).isBetween(0.001, 1.5);
    assertThat(figures.get("changelog_ratio").asDouble()).isBetween(0.1, 2.0);
    assertThat(figures.get("cost_growth").asDouble()).isBetween(0.01, 100.0);
    assertThat(figures.get("in_flight_256").asDouble()).isBetween(0.01, 1.0);
    JsonNode raw = figures.get("raw");
    // 7 answers, 77 judgements and 110 verdicts, each as call, completion and reading; the prompt,
    // its outcome and at most two pairs.
    assertThat(raw.get("records_per_episode").asDouble()).isBetween(300.0, 586.0);
    assertThat(raw.get("in_flight").get("most").asInt()).isBetween(10, 256);
    assertThat(raw.get("growth").get("over_run").asDouble()).isBetween(0.01, 100.0);
    assertThat(run.err()).contains("round 1:", "growth, turn 1:", "growth, turn 5:");
  }

  @Test
  void shouldRefuseEpisodesThatGiveNoRound() {
    CommandRun run = CommandRun.of(2, "bench", "episodes", "--episodes", "0");

    assertThat(run.err()).contains("--episodes is 0; give 1 to 100000");
  }
}
