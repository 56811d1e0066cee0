package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.models.train.TrainingEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainProgressTest {
  private final StringWriter text = new StringWriter();
  private long now;

  @Test
  void shouldWriteOneLineOverOnATerminal() {
    TrainProgress progress = progress(TrainProgress.Style.BAR);

    progress.accept(step(1));
    progress.accept(step(2));
    progress.accept(new TrainingEvent.Finished(4, Path.of("out")));

    assertThat(text.toString().split("\r"))
        .containsExactly(
            "",
            "\033[K[#####---------------] 1/4  loss 0.6931  1000 tok/s  3 s left",
            "\033[K[##########----------] 2/4  loss 0.6931  1000 tok/s  2 s left",
            "\033[KDone after step 4: out" + System.lineSeparator());
  }

  @Test
  void shouldPrintALineASecondWithTheFirstAndTheLast() {
    TrainProgress progress = progress(TrainProgress.Style.LINES);
    progress.accept(new TrainingEvent.Started(9, 3, 0, 40, 1234, ""));

    for (int i = 1; i <= 40; i++) {
      progress.accept(step(i, 40, 100_000_000));
    }

    assertThat(text.toString().lines().toList())
        .hasSize(6)
        .startsWith(
            "9 rows, 1,234 trainable parameters, 40 steps; 3 rows are too long and left out")
        .anyMatch(line -> line.startsWith("step 1 of 40  loss 0.6931"))
        .anyMatch(line -> line.startsWith("step 11 of 40"))
        .anyMatch(line -> line.endsWith("padding 5 %"))
        .last()
        .asString()
        .startsWith("step 40 of 40");
  }

  private TrainProgress progress(TrainProgress.Style style) {
    return new TrainProgress(new PrintWriter(text), style, () -> now);
  }

  private TrainingEvent.Step step(long step) {
    return step(step, 4, 1_000_000_000);
  }

  private TrainingEvent.Step step(long step, long steps, long nanos) {
    now += nanos;
    return new TrainingEvent.Step(
        step,
        steps,
        1,
        4,
        Math.log(2),
        1,
        1e-4,
        2,
        new TrainingEvent.Preference(Math.log(2), 0.2, -0.05, 0.25, 1, 0.1),
        new TrainingEvent.Speed(1, 1000, 1000, 4, 0.05));
  }
}
