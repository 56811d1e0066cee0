package io.hone.app.cli;

import io.hone.app.cli.VersionOrder.Wish;
import io.hone.app.orders.VersionRules;
import io.hone.event.ControlKind;
import io.hone.schemas.versions.VersionBook;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone promote}: new work is done with another version. */
@Command(
    name = "promote",
    description = {
      "Promote a version: new work is done with it, and the next one is trained from it.",
      "A trainer obeys; this waits until it has. What is being generated ends on its version."
    },
    mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {
  @Mixin private VersionOrder order;
  @Mixin private Output output;

  @Parameters(paramLabel = "VERSION", description = "Its name, as ./hone models list shows it.")
  private String version;

  @Option(names = "--force", description = "Even if it was rejected, or was not examined yet.")
  private boolean force;

  @Override
  public Integer call() {
    return order.give(
        output,
        book -> {
          require(book);
          return new Wish(
              ControlKind.PROMOTE,
              version,
              force ? Map.of("force", "true") : Map.of(),
              later ->
                  later.promoted().map(VersionOrder::name).equals(java.util.Optional.of(version)));
        });
  }

  private void require(VersionBook book) {
    VersionRules.Objection objection = VersionRules.promote(book, version).orElse(null);
    if (objection == null || (objection.forcible() && force)) return;
    String sentence = Harmless.line(objection.sentence());
    if (!objection.forcible()) throw new UserError(sentence);
    boolean remedied = sentence.contains(": ");
    throw new UserError(
        sentence + (remedied ? ", or " : ": ") + "promote it all the same with --force");
  }
}
