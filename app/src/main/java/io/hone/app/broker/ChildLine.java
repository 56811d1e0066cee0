package io.hone.app.broker;

import java.util.Optional;

/** What the child tells its parent: one line of its standard output each. */
sealed interface ChildLine {

  /** Clients can connect. */
  record Ready(String bootstrapServers) implements ChildLine {}

  /** The broker could not start. */
  record Failed(String sentence) implements ChildLine {}

  /** The broker stopped unasked after it was ready. */
  record Died(String reason) implements ChildLine {}

  /** The line as printed, with no line break inside. */
  default String print() {
    String text =
        switch (this) {
          case Ready ready -> "READY " + ready.bootstrapServers();
          case Failed failed -> "FAILED " + failed.sentence();
          case Died died -> "DIED " + died.reason();
        };
    return text.replaceAll("\\R", " ");
  }

  /** Empty for what a library printed. */
  static Optional<ChildLine> parse(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String rest = line.substring(space + 1);
    return switch (line.substring(0, space)) {
      case "READY" -> Optional.of(new Ready(rest));
      case "FAILED" -> Optional.of(new Failed(rest));
      case "DIED" -> Optional.of(new Died(rest));
      default -> Optional.empty();
    };
  }
}
