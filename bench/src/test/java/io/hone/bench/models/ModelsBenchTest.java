package io.hone.bench.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hone.bench.CommandRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ModelsBenchTest {
  @Test
  void shouldGiveEveryFigureAsAShareOfItsFloor() throws IOException {
    JsonNode figures =
        new ObjectMapper()
            .readTree(CommandRun.of(0, "bench", "models", "--json", "--rounds", "1").out());

    assertThat((Iterable<String>) figures::fieldNames)
        .containsExactly(
            "decode_ratio_1",
            "decode_ratio_64",
            "decode_ratio_256",
            "train_ratio",
            "scheduler_overhead",
            "raw");
    figures
        .properties()
        .forEach(
            figure -> {
              if (figure.getValue().isNumber()) {
                // Of one round on a busy machine: it may have held up the floor alone.
                assertThat(figure.getValue().asDouble()).as(figure.getKey()).isBetween(0.001, 5.0);
              }
            });
  }

  @Test
  void shouldRefuseRoundsThatGiveNoMedian() {
    assertThat(CommandRun.of(2, "bench", "models", "--rounds", "0").err())
        .contains("--rounds is 0");
  }
}
