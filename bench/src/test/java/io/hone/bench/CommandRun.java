package io.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hone.app.Hone;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A run of {@code hone} and what it printed. */
public record CommandRun(String out, String err) {
  /** Runs it and holds it to an exit code. */
  public static CommandRun of(int code, String... arguments) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    int actual;
    try {
      actual = Hone.run(arguments);
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    CommandRun run =
        new CommandRun(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    assertThat(actual).as(run.err()).isEqualTo(code);
    return run;
  }
}
