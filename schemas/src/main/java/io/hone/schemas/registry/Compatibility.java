package io.hone.schemas.registry;

import java.util.List;

/**
 * The registry's verdict on a schema that may become a subject's next version.
 *
 * @param compatible whether it may
 * @param messages why not, in the registry's words; some registries give none
 */
public record Compatibility(boolean compatible, List<String> messages) {
  public Compatibility {
    messages = List.copyOf(messages);
  }
}
