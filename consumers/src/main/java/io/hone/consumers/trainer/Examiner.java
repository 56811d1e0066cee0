package io.hone.consumers.trainer;

import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Measures a version before anyone uses it, and rules on it. */
public interface Examiner {

  /**
   * What became of it.
   *
   * @param promoted whether new work may be done with it
   * @param reason one sentence for people, with the figures that decided
   * @param measures by name, e.g. {@code win_rate}; empty where nothing could be measured
   */
  record Ruling(boolean promoted, String reason, Map<String, Measure> measures) {
    public Ruling {
      measures = Map.copyOf(measures);
    }
  }

  /**
   * Examines a version.
   *
   * @param candidate as announced
   * @param folder its files, fetched and checked; empty for the weights that the run began with
   * @param promoted the version in use, to compare with; empty for the first of a run, which is
   *     measured and always promoted
   * @throws io.hone.models.ModelException permanent if the version cannot be loaded: it is
   *     rejected; transient if it may be tried again
   */
  Ruling examine(ModelVersion candidate, Optional<Path> folder, Optional<ModelVersion> promoted);
}
