package io.hone.app.cli;

import io.hone.event.ControlKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone resume}: lets a paused run go on. */
@Command(
    name = "resume",
    description = {"Let a paused run go on.", "Where nothing was paused, nothing happens."},
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {
  @Mixin private OrderOptions order;
  @Mixin private Output output;

  @Override
  public Integer call() {
    return order.give(output, ControlKind.RESUME, "Run %s goes on.");
  }
}
