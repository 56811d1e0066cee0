package io.hone.app.exam;

import io.hone.app.measure.Interview;
import io.hone.models.Generation;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.Prompt;
import io.hone.models.Sampling;
import io.hone.models.VersionHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A version that can be asked until it is closed. What has files is loaded under a name of the
 * examination's own, {@code exam-VERSION}, and unloaded on {@link #close()}: so it makes no
 * difference whether a worker that shares the model loads or unloads the version meanwhile.
 */
final class Examinee implements AutoCloseable {
  private static final String OWN_NAMES = "exam-";

  private final Interview interview;
  private final String name;
  private final boolean examined;
  private final Runnable unload;

  private Examinee(Interview interview, String name, boolean examined, Runnable unload) {
    this.interview = interview;
    this.name = name;
    this.examined = examined;
    this.unload = unload;
  }

  /**
   * Loads a version.
   *
   * @param folder its files; empty for the weights that the model was opened with, which are asked
   *     under their own name
   * @throws ModelException permanent if the files cannot be used
   */
  static Examinee load(
      LanguageModel model, VersionHost host, String version, Optional<Path> folder) {
    if (folder.isEmpty()) {
      return new Examinee(new Interview(model, version), version, true, () -> {});
    }
    String name = OWN_NAMES + version;
    if (host.versions().contains(name)) host.unload(name).block(); // of an examination cut off
    host.load(name, folder.get()).block();
    return new Examinee(
        new Interview(model, name),
        name,
        true,
        () -> host.unload(name).onErrorComplete().subscribe());
  }

  /** The same version, of which a failure is not the candidate's: it is transient. */
  Examinee blameless() {
    return new Examinee(interview, name, false, unload);
  }

  /** What became of a version that a candidate was to be compared with. */
  static ModelException notTheCandidate(String version, Throwable failure) {
    return ModelException.transientFailure(
        "Version %s, with which a candidate is to be compared, cannot be asked: %s"
            .formatted(version, failure.getMessage()),
        failure);
  }

  /** The name under which the model knows it now. */
  String name() {
    return name;
  }

  /** Asks as {@link Interview#ask} does. */
  List<List<Generation.Sample>> ask(List<Prompt> prompts, Sampling sampling) {
    try {
      return interview.ask(prompts, sampling);
    } catch (ModelException e) {
      throw examined ? e : notTheCandidate(name, e);
    }
  }

  @Override
  public void close() {
    unload.run();
  }
}
