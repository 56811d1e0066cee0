package io.hone.schemas.catalog;

import java.util.List;

/**
 * What became of one topic when the catalogue was applied to a cluster.
 *
 * @param topic the topic's full name
 * @param state what was found or done
 * @param differences one sentence for each setting that is not as the catalogue has it; empty
 *     unless {@code DIFFERS}
 */
public record TopicFinding(String topic, State state, List<String> differences) {
  public TopicFinding {
    differences = List.copyOf(differences);
  }

  /** What was found or done. */
  public enum State {
    /** It did not exist and was created. */
    CREATED,
    /** It exists as the catalogue has it. */
    AS_DECLARED,
    /** It exists with other settings, which were left as they are. */
    DIFFERS
  }
}
