package io.hone.consumers.inference;

import io.hone.event.ModelRef;
import io.hone.models.LanguageModel;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Which model answers for a name and version. Asked for every call, so quick and not blocking. */
@FunctionalInterface
public interface ModelRouter {

  /** The model that holds this version now; empty if none does, or does not yet. */
  Optional<LanguageModel> find(ModelRef model);

  /** One model for every name and version. */
  static ModelRouter all(LanguageModel model) {
    return ref -> Optional.of(model);
  }

  /**
   * One model under one name.
   *
   * @param versions those it can answer for now, e.g. {@code host::versions}
   */
  static ModelRouter of(String name, LanguageModel model, Supplier<Set<String>> versions) {
    return ref ->
        ref.getName().equals(name) && versions.get().contains(ref.getVersion())
            ? Optional.of(model)
            : Optional.empty();
  }

  /** This one, and the other for what it does not hold. */
  default ModelRouter or(ModelRouter other) {
    return ref -> find(ref).or(() -> other.find(ref));
  }
}
