package io.hone.consumers.trainer;

import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.event.ModelForm;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command about versions changes. Pure.
 *
 * @param records to announce; empty if it changes nothing
 * @param refusal why it is not obeyed, one sentence; empty if it is
 */
record Obedience(List<ModelVersion> records, Optional<String> refusal) {
  private static final Set<ModelState> USABLE =
      Set.of(ModelState.PROMOTED, ModelState.RETIRED, ModelState.CANDIDATE);

  /** Whether a command is one about versions. */
  static boolean concerns(ControlCommand command) {
    return switch (command.getKind()) {
      case PROMOTE, ROLLBACK, REJECT -> true;
      default -> false;
    };
  }

  /** The answer to a command that is refused, the same whenever it is given. */
  static ControlCommand answer(ControlCommand command, String reason, Instant now) {
    return ControlCommand.newBuilder()
        .setCommandId("refused-" + command.getCommandId())
        .setRun(command.getRun())
        .setKind(ControlKind.REFUSED)
        .setTarget(command.getCommandId())
        .setIssuedBy("trainer")
        .setWhy(reason)
        .setIssuedAt(now)
        .build();
  }

  /** What a command means for the versions of a book. */
  static Obedience to(ControlCommand command, VersionBook book, Instant now) {
    return switch (command.getKind()) {
      case PROMOTE -> promote(command, book, now);
      case ROLLBACK -> rollBack(command, book, now);
      case REJECT -> reject(command, book, now);
      default -> new Obedience(List.of(), Optional.empty());
    };
  }

  private static Obedience promote(ControlCommand command, VersionBook book, Instant now) {
    Optional<ModelVersion> target = target(command, book);
    if (target.isEmpty()) return unknown(command, book);
    ModelVersion version = target.get();
    if (version.getState() == ModelState.PROMOTED) {
      return refused(name(version) + " is promoted already");
    }
    if (version.getArtifact() == null && version.getForm() == ModelForm.ADAPTER) {
      return refused(name(version) + " has no weights: " + version.getReason());
    }
    return obeyed(Announcements.promoted(book, version, why("promoted", command), now));
  }

  private static Obedience rollBack(ControlCommand command, VersionBook book, Instant now) {
    Optional<ModelVersion> promoted = book.promoted();
    if (promoted.isEmpty()) return refused("no version is promoted, there is nothing to roll back");
    ModelVersion bad = promoted.get();
    String target = command.getTarget();
    if (target != null && !target.equals(name(bad))) {
      return refused(
          "%s is promoted, not %s: ./hone promote takes any version into use"
              .formatted(name(bad), target));
    }
    Optional<ModelVersion> before = usableAncestor(bad, book);
    if (before.isEmpty()) {
      return refused(name(bad) + " has no ancestor to go back to: promote another version");
    }
    List<ModelVersion> records = new ArrayList<>();
    records.add(
        Announcements.restated(
            before.get(), ModelState.PROMOTED, why("back from " + name(bad), command), now));
    records.add(
        Announcements.restated(bad, ModelState.ROLLED_BACK, why("rolled back", command), now));
    return obeyed(records);
  }

  private static Optional<ModelVersion> usableAncestor(ModelVersion version, VersionBook book) {
    @Nullable String parent = version.getParent();
    for (int i = 0; parent != null && i < book.all().size(); i++) {
      Optional<ModelVersion> found = book.find(parent);
      if (found.isEmpty()) return found;
      if (USABLE.contains(found.get().getState())) return found;
      parent = found.get().getParent();
    }
    return Optional.empty();
  }

  private static Obedience reject(ControlCommand command, VersionBook book, Instant now) {
    Optional<ModelVersion> target = target(command, book);
    if (target.isEmpty()) return unknown(command, book);
    ModelVersion version = target.get();
    if (version.getState() == ModelState.PROMOTED) {
      return refused(name(version) + " is promoted: ./hone rollback takes it out of use");
    }
    return obeyed(
        List.of(
            Announcements.restated(version, ModelState.REJECTED, why("rejected", command), now)));
  }

  private static Optional<ModelVersion> target(ControlCommand command, VersionBook book) {
    return Optional.ofNullable(command.getTarget()).flatMap(book::find);
  }

  private static Obedience unknown(ControlCommand command, VersionBook book) {
    return refused(
        "there is no version '%s'; there are %s"
            .formatted(
                command.getTarget(),
                book.names().isEmpty() ? "none" : String.join(", ", book.names())));
  }

  private static String why(String what, ControlCommand command) {
    return "%s by %s%s"
        .formatted(
            what, command.getIssuedBy(), command.getWhy().isEmpty() ? "" : ": " + command.getWhy());
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }

  private static Obedience obeyed(List<ModelVersion> records) {
    return new Obedience(List.copyOf(records), Optional.empty());
  }

  private static Obedience refused(String reason) {
    return new Obedience(List.of(), Optional.of(reason));
  }
}
