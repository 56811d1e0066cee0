package io.hone.producers.prompts;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Which prompts need not be written; about 80 bytes of memory for each. */
public interface SeenPrompts {
  /** What is known of a prompt. */
  enum Novelty {
    NEW,
    IN_TOPIC,
    REPEATED
  }

  /** What is known of a prompt before it is submitted; from now on it has been. */
  Novelty submit(String promptId);

  /** Knows nothing and remembers nothing: every prompt is new. */
  static SeenPrompts none() {
    return promptId -> Novelty.NEW;
  }

  /** Remembers what was in the topic and what was submitted since. */
  final class Remembered implements SeenPrompts {
    private static final Pattern ID = Pattern.compile("p-([0-9a-f]{16})([0-9a-f]{16})");

    private final Set<UUID> inTopic = new HashSet<>();
    private final Set<UUID> submitted = new HashSet<>();

    /** Takes note of a key of the topic; a key that is no prompt's id counts for nothing. */
    void inTopic(String key) {
      if (ID.matcher(key).matches()) inTopic.add(number(key));
    }

    /** How many different prompts the topic holds. */
    public int inTopic() {
      return inTopic.size();
    }

    @Override
    public Novelty submit(String promptId) {
      UUID id = number(promptId);
      if (inTopic.contains(id)) return Novelty.IN_TOPIC;
      return submitted.add(id) ? Novelty.NEW : Novelty.REPEATED;
    }

    private static UUID number(String promptId) {
      return new UUID(
          Long.parseUnsignedLong(promptId, 2, 18, 16),
          Long.parseUnsignedLong(promptId, 18, 34, 16));
    }
  }
}
