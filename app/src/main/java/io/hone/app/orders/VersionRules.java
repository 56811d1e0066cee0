package io.hone.app.orders;

import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.util.Optional;

/** What may be ordered of versions, as they stand. */
public final class VersionRules {
  private VersionRules() {}

  /**
   * Why an order is not given.
   *
   * @param sentence without a full stop
   * @param forcible whether it can be given all the same
   */
  public record Objection(String sentence, boolean forcible) {}

  /** What speaks against promoting a version; empty: nothing. */
  public static Optional<Objection> promote(VersionBook book, String version) {
    Optional<ModelVersion> found = book.find(version);
    if (found.isEmpty()) {
      return objection(
          "version '%s' was never announced: there %s"
              .formatted(
                  version,
                  book.names().isEmpty()
                      ? "are none yet"
                      : "are " + String.join(", ", book.names())));
    }
    if (book.promoted().map(VersionRules::name).equals(Optional.of(version))) {
      return objection("version %s is promoted already".formatted(version));
    }
    ModelVersion known = found.get();
    if (known.getState() == ModelState.REJECTED) {
      return Optional.of(
          new Objection(
              "version %s was rejected (%s)".formatted(version, known.getReason()), true));
    }
    if (known.getState() == ModelState.CANDIDATE) {
      return Optional.of(
          new Objection(
              "version %s is not examined yet: wait for the ruling".formatted(version), true));
    }
    return Optional.empty();
  }

  /** What speaks against taking the promoted version back; empty: nothing. */
  public static Optional<Objection> rollback(VersionBook book) {
    Optional<ModelVersion> promoted = book.promoted();
    if (promoted.isEmpty()) {
      return objection("no version is promoted: there is nothing to take back");
    }
    if (promoted.get().getParent() == null) {
      return objection(
          "version %s is the first of its run: there is nothing to go back to"
              .formatted(name(promoted.get())));
    }
    return Optional.empty();
  }

  private static Optional<Objection> objection(String sentence) {
    return Optional.of(new Objection(sentence, false));
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }
}
