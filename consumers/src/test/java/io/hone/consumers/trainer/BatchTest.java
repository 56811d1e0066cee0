package io.hone.consumers.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.event.TrainingStep;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a batch tells on topics. */
class BatchTest {
  private static final Batch BATCH =
      new Batch(
          "v3",
          "v2",
          "hash",
          2,
          List.of(),
          new RoundCounts(6, 6, 6, 0, 0, 0, 0, Map.of(), Map.of(), 0),
          0.25,
          "");

  @Test
  void shouldTellEveryFigureOfAStepAndReadItBackFromItsBytes() throws IOException {
    TrainingStep told = BATCH.toContract("main", Facts.step(7, 10), Facts.NOON);

    assertThat(told)
        .isEqualTo(
            new TrainingStep(
                "main",
                "v3",
                2,
                7L,
                10L,
                2,
                32,
                0.61,
                0.2,
                -0.1,
                0.3,
                0.75,
                0.05,
                3.5,
                1e-4,
                2_000.0,
                0.25,
                Facts.NOON));
    assertThat(TrainingStep.fromByteBuffer(told.toByteBuffer())).isEqualTo(told);
  }
}
