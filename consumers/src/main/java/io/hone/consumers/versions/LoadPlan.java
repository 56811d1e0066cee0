package io.hone.consumers.versions;

import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Which versions a worker should hold. Pure. */
final class LoadPlan {
  private LoadPlan() {}

  /**
   * The promoted version, then those in use before it, of which episodes may still be open: the
   * latest first. Nobody asks for a candidate or a rejected one.
   *
   * @param own the version that the host was opened with; it always stays and counts for nothing,
   *     unless it is promoted
   * @param keep how many besides the promoted one
   */
  static List<ModelVersion> wanted(VersionBook book, String own, int keep) {
    ModelVersion promoted = book.promoted().orElse(null);
    Stream<ModelVersion> before =
        book.all().stream()
            .filter(version -> inUse(version.getState()))
            .filter(version -> !version.equals(promoted))
            .filter(version -> !version.getModel().getVersion().equals(own))
            .sorted(Comparator.comparing(ModelVersion::getChangedAt).reversed())
            .limit(keep);
    return Stream.concat(Stream.ofNullable(promoted), before).toList();
  }

  /** Whether a version was promoted at some time. */
  private static boolean inUse(ModelState state) {
    return state == ModelState.PROMOTED
        || state == ModelState.RETIRED
        || state == ModelState.ROLLED_BACK;
  }
}
