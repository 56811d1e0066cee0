package io.hone.app.exam;

import io.hone.app.config.ExamJudge;
import io.hone.consumers.trainer.Examiner;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.BadArtifactException;
import io.hone.event.Artifact;
import io.hone.event.Measure;
import io.hone.event.ModelVersion;
import io.hone.models.LanguageModel;
import io.hone.models.ModelException;
import io.hone.models.VersionHost;
import io.hone.streams.recipe.text.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Examines versions on a model that holds several at a time, which may be a worker's as well: what
 * is loaded for an examination is the examination's own and is unloaded after it.
 *
 * <p>A candidate that cannot be loaded or asked is rejected. If it is the promoted version or the
 * judge that fails, the examination fails as transient, because that is not the candidate's fault.
 * Not for use by several threads at a time; an interrupt ends an examination.
 */
public final class VersionExaminer implements Examiner {
  private final LanguageModel model;
  private final VersionHost host;
  private final ArtifactStore store;
  private final Base base;
  private final ExamJudge arbiter;
  private final Paper paper;
  private final Rules rules;

  /**
   * The weights that a model was opened with.
   *
   * @param version their name there
   * @param sha256 as versions give it for their base, lower-case hexadecimal
   */
  public record Base(String version, String sha256) {}

  /**
   * Reads the files of prompts and labels.
   *
   * @param model answers under the names of versions; it stays the caller's to close
   * @param host loads versions into it
   * @param store where the promoted version's files lie; it stays the caller's to close
   * @param templates the recipe's
   * @throws io.hone.app.config.ConfigException if a file cannot be read
   * @throws IllegalArgumentException if a template is not of the form
   */
  public VersionExaminer(
      LanguageModel model,
      VersionHost host,
      ArtifactStore store,
      Base base,
      ExamSettings settings,
      Rules rules,
      Templates templates) {
    this.model = model;
    this.host = host;
    this.store = store;
    this.base = base;
    this.arbiter = settings.judge();
    this.paper = new Paper(settings, templates);
    this.rules = rules;
  }

  @Override
  public Ruling examine(
      ModelVersion candidate, Optional<Path> folder, Optional<ModelVersion> promoted) {
    if (!candidate.getBase().equals(base.sha256())) {
      return rejected(
          "it was made for a base with the SHA-256 %s; the run's base %s has %s"
              .formatted(candidate.getBase(), base.version(), base.sha256()));
    }
    try (Examinee examined = Examinee.load(model, host, name(candidate), folder)) {
      return promoted.isPresent()
          ? against(promoted.get(), examined)
          : first(paper.ask(model, examined, Optional.empty()).measures());
    } catch (ModelException e) {
      if (e.kind() == ModelException.Kind.TRANSIENT || promoted.isEmpty()) throw e;
      return rejected(String.valueOf(e.getMessage()));
    }
  }

  private static String name(ModelVersion version) {
    return version.getModel().getVersion();
  }

  private static Ruling rejected(String reason) {
    return new Ruling(false, reason, Map.of());
  }

  private static Ruling first(Map<String, Measure> measures) {
    return new Ruling(true, "the first version of the run", measures);
  }

  private Ruling against(ModelVersion promoted, Examinee examined) {
    try (Examinee other = reference(promoted)) {
      Examinee judge = arbiter == ExamJudge.BASE ? inUse(base.version()) : other;
      Paper.Findings findings =
          paper.ask(model, examined, Optional.of(new Paper.Others(other, judge)));
      Map<String, Measure> before = new HashMap<>(promoted.getMeasures());
      before.putAll(findings.reference());
      return ruling(findings.measures(), rules.objections(findings.measures(), before), promoted);
    }
  }

  private static Ruling ruling(
      Map<String, Measure> measures, List<String> objections, ModelVersion promoted) {
    return objections.isEmpty()
        ? new Ruling(true, Reasons.promoted(measures, name(promoted)), measures)
        : new Ruling(false, String.join("; ", objections), measures);
  }

  private Examinee reference(ModelVersion promoted) {
    try {
      Artifact artifact = promoted.getArtifact();
      return artifact == null
          ? inUse(name(promoted))
          : Examinee.load(
                  model, host, name(promoted), Optional.of(store.fetch(name(promoted), artifact)))
              .blameless();
    } catch (IOException | BadArtifactException | ModelException e) {
      throw Examinee.notTheCandidate(name(promoted), e);
    }
  }

  private Examinee inUse(String version) {
    return Examinee.load(model, host, version, Optional.empty()).blameless();
  }
}
