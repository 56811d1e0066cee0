package io.hone.consumers.trainer;

import io.hone.event.Artifact;
import io.hone.event.Measure;
import io.hone.event.ModelForm;
import io.hone.event.ModelRef;
import io.hone.event.ModelState;
import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records of the topic of models: what is announced of a version. Pure. */
final class Announcements {
  private final TrainerSettings settings;

  Announcements(TrainerSettings settings) {
    this.settings = settings;
  }

  /** The base, which everybody has by configuration. */
  ModelVersion seed(Instant now) {
    return version(settings.seed(), ModelForm.FULL, now)
        .setReason("the weights that the run began with")
        .build();
  }

  /** A trained version. */
  ModelVersion candidate(Batch batch, Artifact artifact, long steps, Instant now) {
    String reason =
        "trained from %s on %d pairs, %d of them of judgements"
            .formatted(
                batch.parent(),
                batch.counts().actorPairs() + batch.counts().judgePairs(),
                batch.counts().judgePairs());
    return version(batch.version(), ModelForm.ADAPTER, now)
        .setParent(batch.parent())
        .setReason(batch.note().isEmpty() ? reason : reason + "; " + batch.note())
        .setArtifact(artifact)
        .setTraining(batch.toContract(steps))
        .build();
  }

  /** A round that could not be trained: it has consumed its pairs and has no weights. */
  ModelVersion failed(Batch batch, String reason, Instant now) {
    return version(batch.version(), ModelForm.ADAPTER, now)
        .setParent(batch.parent())
        .setState(ModelState.REJECTED)
        .setReason("training failed: " + reason)
        .setTraining(batch.toContract(0))
        .build();
  }

  /** A name that cannot be used; nothing is consumed under it. */
  ModelVersion burnt(Batch batch, String reason, Instant now) {
    return version(batch.version(), ModelForm.ADAPTER, now)
        .setParent(batch.parent())
        .setState(ModelState.REJECTED)
        .setReason(reason)
        .build();
  }

  private ModelVersion.Builder version(String version, ModelForm form, Instant now) {
    return ModelVersion.newBuilder()
        .setModel(new ModelRef(settings.name(), version))
        .setBase(settings.base())
        .setForm(form)
        .setState(ModelState.CANDIDATE)
        .setRun(settings.namespace().run())
        .setChangedAt(now);
  }

  /** A version in another state; everything else is repeated. */
  static ModelVersion restated(ModelVersion version, ModelState state, String reason, Instant now) {
    return ModelVersion.newBuilder(version)
        .setState(state)
        .setReason(reason)
        .setChangedAt(now)
        .build();
  }

  /** What follows from a ruling: the version's new state, and the end of the one before. */
  static List<ModelVersion> ruled(
      VersionBook book, ModelVersion candidate, Examiner.Ruling ruling, Instant now) {
    Map<String, Measure> measures = new HashMap<>(candidate.getMeasures());
    measures.putAll(ruling.measures());
    ModelVersion measured = ModelVersion.newBuilder(candidate).setMeasures(measures).build();
    return ruling.promoted()
        ? promoted(book, measured, ruling.reason(), now)
        : List.of(restated(measured, ModelState.REJECTED, ruling.reason(), now));
  }

  /** A version takes over; the one before is retired. */
  static List<ModelVersion> promoted(
      VersionBook book, ModelVersion version, String reason, Instant now) {
    List<ModelVersion> records = new ArrayList<>();
    records.add(restated(version, ModelState.PROMOTED, reason, now));
    book.in(ModelState.PROMOTED).stream()
        .filter(old -> !old.getModel().equals(version.getModel()))
        .map(old -> retired(old, version, now))
        .forEach(records::add);
    return records;
  }

  /** The topic keeps only the last record: why it was promoted must stand there, too. */
  private static ModelVersion retired(ModelVersion old, ModelVersion version, Instant now) {
    String end = version.getModel().getVersion() + " took over";
    return restated(
        old,
        ModelState.RETIRED,
        old.getReason().isEmpty() ? end : old.getReason() + "; then " + end,
        now);
  }

  /** Later than everything in the book, so that the last word is the last word by its time, too. */
  static Instant after(VersionBook book, Instant now) {
    Optional<Instant> last =
        book.all().stream().map(ModelVersion::getChangedAt).max(Instant::compareTo);
    return last.filter(before -> !before.isBefore(now))
        .map(before -> before.plusMillis(1))
        .orElse(now);
  }
}
