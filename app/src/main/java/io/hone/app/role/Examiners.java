package io.hone.app.role;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import io.hone.app.exam.ExamSettings;
import io.hone.app.exam.Rules;
import io.hone.app.exam.VersionExaminer;
import io.hone.consumers.trainer.Examiner;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.models.VersionHost;
import io.hone.streams.recipe.text.Templates;

/** The examiner that a configuration names. */
public final class Examiners {
  private Examiners() {}

  /**
   * Opens it.
   *
   * @param model that versions are loaded into; stays the caller's
   * @param store where their files lie; stays the caller's
   * @throws ConfigException if the model cannot hold several versions, or a file cannot be read
   */
  public static Examiner open(Config config, ServedModel model, ArtifactStore store) {
    VersionHost host = model.versions().host().orElseThrow(() -> alone(config));
    String base = model.versions().base().orElseThrow(() -> alone(config));
    return new VersionExaminer(
        model.model(),
        host,
        store,
        new VersionExaminer.Base(model.versions().own(), base),
        ExamSettings.of(config),
        Rules.of(config),
        config.find(Keys.RECIPE_TEMPLATES).map(Templates::in).orElseGet(Templates::builtIn));
  }

  private static ConfigException alone(Config config) {
    return new ConfigException(
        "%s is %s, which cannot hold several versions side by side, so none can be examined: give %s=folder"
            .formatted(
                Keys.MODEL_KIND.name(), config.get(Keys.MODEL_KIND), Keys.MODEL_KIND.name()));
  }
}
