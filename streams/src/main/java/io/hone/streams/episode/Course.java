package io.hone.streams.episode;

import io.hone.event.ModelVersion;
import io.hone.schemas.versions.VersionBook;
import io.hone.streams.recipe.Cast;
import io.hone.streams.recipe.Model;
import java.util.Optional;

/**
 * What a prompt that is admitted now is bound to.
 *
 * @param cast who plays which part
 * @param iteration the round of training that it feeds: how many versions the policy descends from
 */
record Course(Cast cast, int iteration) {

  /** The promoted version, else the initial one; empty: nothing may be admitted. */
  static Optional<Course> of(Iterable<ModelVersion> versions, Optional<Model> initial) {
    VersionBook book = VersionBook.of(versions);
    return book.promoted()
        .map(version -> new Course(cast(version), book.ancestors(version.getModel().getVersion())))
        .or(() -> initial.map(model -> new Course(Cast.of(model), 0)));
  }

  private static Cast cast(ModelVersion version) {
    return Cast.of(new Model(version.getModel().getName(), version.getModel().getVersion()));
  }
}
