package io.hone.app.role;

import io.hone.app.config.Config;
import io.hone.app.config.ConfigException;
import io.hone.app.config.Keys;
import io.hone.consumers.versions.ArtifactStore;
import io.hone.consumers.versions.FolderStore;
import io.hone.consumers.versions.S3Location;
import io.hone.consumers.versions.S3Store;
import io.hone.schemas.catalog.Namespace;
import java.net.URI;
import java.nio.file.Path;

/** The artefact store that a configuration names. */
public final class ArtifactStores {
  private ArtifactStores() {}

  /**
   * Opens it; whoever opens closes. A run's versions lie under its name, because {@code v1} of
   * another run is another model.
   *
   * @param data the folder under which it lies if the configuration names none; what is fetched
   *     from S3 is kept there, too
   * @throws ConfigException if the location is no place in S3, or the endpoint no URL
   */
  public static ArtifactStore open(Config config, Path data) {
    Path here = data.resolve("artifacts");
    String run = new Namespace(config.get(Keys.RUN)).run();
    String location = config.find(Keys.STORE_LOCATION).orElse(here.toString());
    if (!location.startsWith(S3Location.SCHEME)) {
      return new FolderStore(Path.of(location).resolve(run));
    }
    try {
      S3Location place =
          S3Location.of(
              location + "/" + run,
              config.find(Keys.STORE_S3_ENDPOINT).map(URI::create),
              config.get(Keys.STORE_S3_REGION));
      return S3Store.open(place, here.resolve("fetched").resolve(run));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s or %s is wrong: %s"
              .formatted(
                  Keys.STORE_LOCATION.name(), Keys.STORE_S3_ENDPOINT.name(), e.getMessage()));
    }
  }
}
