package io.hone.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hone.app.records.RunVersions;
import io.hone.event.ControlKind;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders a trainer to change which version is promoted, and waits until it has. */
final class VersionOrder {
  @Mixin private OrderOptions order;

  @Option(
      names = "--wait",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long to wait until a trainer has obeyed; ${DEFAULT-VALUE} if not given.")
  private int seconds;

  /**
   * What is ordered.
   *
   * @param target the version that it is about
   * @param done whether it was obeyed
   */
  record Wish(
      ControlKind kind,
      String target,
      Map<String, String> arguments,
      Predicate<VersionBook> done) {}

  /**
   * Orders and waits.
   *
   * @param wish from the versions as they are; throws {@link UserError} if they do not allow it
   * @throws UserError if nobody obeys in time, or the trainer refuses
   */
  int give(Output output, Function<VersionBook, Wish> wish) {
    if (seconds < 0) throw new UserError("--wait is " + seconds + ": give 0 or more seconds");
    return order.with(
        (cluster, run) -> {
          try (RunVersions versions = RunVersions.open(cluster, run)) {
            Wish wanted = wish.apply(versions.book());
            var given =
                order.give(cluster, run, wanted.kind(), wanted.target(), wanted.arguments());
            String id = given.getCommandId();
            if (!versions.await(wanted.done(), id, Duration.ofSeconds(seconds))) {
              throw nobody(wanted);
            }
            versions.refusal(id).ifPresent(why -> refuse(wanted, why));
            VersionBook book = versions.book();
            String promoted = book.promoted().map(VersionOrder::name).orElse("none");
            if (output.isJson()) {
              output.json(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("run", run.run())
                      .put("command_id", id)
                      .put("target", wanted.target())
                      .put("promoted", promoted));
            } else {
              output.out().printf("Version %s is promoted.%n", Harmless.line(promoted));
            }
            output.out().flush();
            return 0;
          }
        });
  }

  static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }

  private static void refuse(Wish wish, String why) {
    throw new UserError(
        "the trainer does not obey the order about version %s: %s"
            .formatted(wish.target(), Harmless.line(why)));
  }

  private UserError nobody(Wish wish) {
    return new UserError(
        "no trainer has obeyed within %d s: the order about version %s stays and is obeyed when one runs (./hone trainer); ./hone models list shows what came of it"
            .formatted(seconds, wish.target()));
  }
}
