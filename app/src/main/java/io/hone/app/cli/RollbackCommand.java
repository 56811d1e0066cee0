package io.hone.app.cli;

import static io.hone.app.cli.VersionOrder.name;

import io.hone.app.cli.VersionOrder.Wish;
import io.hone.app.orders.VersionRules;
import io.hone.event.ControlKind;
import io.hone.event.ModelState;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hone rollback}: back to the version that the promoted one was trained from. */
@Command(
    name = "rollback",
    description = {
      "Take the promoted version back: new work is done with the one that it was trained from.",
      "A trainer obeys; this waits until it has. ./hone promote VERSION goes to any other."
    },
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  @Mixin private VersionOrder order;
  @Mixin private Output output;

  @Override
  public Integer call() {
    return order.give(
        output,
        book -> {
          VersionRules.rollback(book)
              .ifPresent(
                  objection -> {
                    throw new UserError(Harmless.line(objection.sentence()));
                  });
          String version = name(book.promoted().orElseThrow());
          // Named, so that it is taken back once, however often this is ordered.
          return new Wish(
              ControlKind.ROLLBACK,
              version,
              Map.of(),
              later ->
                  later.in(ModelState.ROLLED_BACK).stream().anyMatch(v -> name(v).equals(version))
                      && later.promoted().map(v -> !name(v).equals(version)).orElse(false));
        });
  }
}
