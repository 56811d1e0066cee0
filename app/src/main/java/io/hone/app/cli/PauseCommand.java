package io.hone.app.cli;

import io.hone.event.ControlKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone pause}: halts a run. */
@Command(
    name = "pause",
    description = {
      "Pause a run: no prompt is admitted and no call, round or examination is begun.",
      "What is in flight ends. It holds until ./hone resume, whoever is started meanwhile."
    },
    mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
  @Mixin private OrderOptions order;
  @Mixin private Output output;

  @Override
  public Integer call() {
    return order.give(
        output,
        ControlKind.PAUSE,
        "Run %s is paused: what is in flight ends, nothing new begins until ./hone resume.");
  }
}
