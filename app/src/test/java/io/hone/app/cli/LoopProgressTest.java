package io.hone.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter out = new StringWriter();
  private final AtomicLong now = new AtomicLong(7 * SECOND);

  private LoopProgress progress(boolean terminal) {
    return new LoopProgress(new PrintWriter(out), terminal, now::get);
  }

  private String said() {
    return out.toString().replace("\u001b[K", "<clear>").replace(System.lineSeparator(), "\n");
  }

  @Test
  void shouldWriteOverTheLastLineOnATerminal() {
    LoopProgress progress = progress(true);

    progress.show("answers 1/9");
    progress.show("answers 1/9");
    now.addAndGet(61 * SECOND);
    progress.show("answers 2/9");
    progress.tell("v1 is candidate");

    assertThat(said())
        .isEqualTo(
            "\r<clear>0:00  answers 1/9\r<clear>1:01  answers 2/9\r<clear>1:01  v1 is candidate\n");
  }

  @Test
  void shouldPrintALineEveryFiveSecondsElsewhere() {
    LoopProgress progress = progress(false);

    progress.tell("begun");
    for (int i = 1; i <= 12; i++) {
      now.addAndGet(SECOND);
      progress.show("answers " + i);
    }

    assertThat(said()).isEqualTo("0:00  begun\n0:05  answers 5\n0:10  answers 10\n");
  }

  @Test
  void shouldSayNothingAfterItsEnd() {
    LoopProgress progress = progress(true);

    progress.show("answers 1/9");
    progress.end("stopping");
    progress.show("answers 2/9");
    progress.tell("v1 is candidate");

    assertThat(said()).isEqualTo("\r<clear>0:00  answers 1/9\r<clear>0:00  stopping\n");
  }

  @Test
  void shouldLetNobodyElsesWordsMoveTheCursor() {
    progress(false).tell("a call failed: \u001b[2J\nno");

    assertThat(said()).isEqualTo("0:00  a call failed: \\u001b[2J no\n");
  }
}
