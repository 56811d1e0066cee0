package io.hone.consumers.export;

import io.hone.event.ModelRef;

/** How exported files name a model. */
final class ModelNames {
  private ModelNames() {}

  /** Name and version, e.g. {@code policy@v3}. */
  static String of(ModelRef model) {
    return model.getName() + "@" + model.getVersion();
  }
}
