package io.hone.schemas.catalog;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The prefix that keeps the topics of one run apart from those of every other: {@code
 * hone.<run>.<topic>}.
 *
 * @param run the run's name: lower-case letters, digits and hyphens, 1 to 60 characters, beginning
 *     with a letter or digit
 */
public record Namespace(String run) {
  private static final String PREFIX = "hone.";
  private static final Pattern RUN = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");

  /**
   * @throws IllegalArgumentException if the run's name would not make a topic name
   */
  public Namespace {
    if (!RUN.matcher(run).matches()) {
      throw new IllegalArgumentException(
          "run name '"
              + run
              + "' is not usable: take 1 to 60 lower-case letters, digits and hyphens, beginning"
              + " with a letter or digit");
    }
  }

  /** The full name of a topic in this namespace. */
  public String topic(Topic topic) {
    return prefix() + topic.shortName();
  }

  /** What the full names of this namespace's topics begin with, Kafka Streams' own among them. */
  public String prefix() {
    return PREFIX + run + ".";
  }

  /** The topic of the catalogue that has this full name here; empty if none has. */
  public Optional<Topic> find(String name) {
    return name.startsWith(prefix())
        ? Topic.named(name.substring(prefix().length()))
        : Optional.empty();
  }
}
