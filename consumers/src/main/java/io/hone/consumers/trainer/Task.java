package io.hone.consumers.trainer;

import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a trainer does next: it follows from the versions and from whether the run pauses. Pure. */
sealed interface Task {
  /** The run has no version: its seed is measured and promoted. */
  record Begin() implements Task {}

  /** A candidate is examined. */
  record Examine(ModelVersion candidate) implements Task {}

  /** A candidate is rejected without being examined. */
  record Reject(ModelVersion candidate, String reason) implements Task {}

  /** A round is collected and trained from the version in use. */
  record Collect(ModelVersion parent) implements Task {}

  /** Told to pause. */
  record Pause() implements Task {}

  /** Nobody but a person can go on. */
  record Stuck(String reason) implements Task {}

  static Task next(VersionBook book, boolean paused) {
    if (paused) return new Pause();
    if (book.all().isEmpty()) return new Begin();
    List<ModelVersion> candidates = book.in(ModelState.CANDIDATE);
    if (!candidates.isEmpty()) {
      ModelVersion candidate = candidates.getFirst();
      return abandoned(candidate, book)
          .<Task>map(reason -> new Reject(candidate, reason))
          .orElseGet(() -> new Examine(candidate));
    }
    return book.promoted()
        .<Task>map(Collect::new)
        .orElseGet(() -> new Stuck("no version is promoted: choose one by ./hone promote VERSION"));
  }

  /** Why nobody wants a candidate any more: what it learned from was thrown out meanwhile. */
  private static Optional<String> abandoned(ModelVersion candidate, VersionBook book) {
    @Nullable String parent = candidate.getParent();
    for (int i = 0; parent != null && i < book.all().size(); i++) {
      Optional<ModelVersion> found = book.find(parent);
      if (found.isEmpty()) return Optional.of("its ancestor " + parent + " was never announced");
      ModelState state = found.get().getState();
      if (state == ModelState.ROLLED_BACK || state == ModelState.REJECTED) {
        return Optional.of(
            "its ancestor %s was %s"
                .formatted(parent, state == ModelState.REJECTED ? "rejected" : "rolled back"));
      }
      parent = found.get().getParent();
    }
    return Optional.empty();
  }
}
