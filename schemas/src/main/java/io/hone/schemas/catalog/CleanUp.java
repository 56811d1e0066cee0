package io.hone.schemas.catalog;

/** What Kafka does with old records of a topic. */
public enum CleanUp {
  /** Records go when they are older than the retention. */
  DELETE("delete"),
  /** The last record of each key stays for ever. */
  COMPACT("compact"),
  /** The last record of each key stays until it is older than the retention. */
  COMPACT_AND_DELETE("compact,delete");

  private final String policy;

  CleanUp(String policy) {
    this.policy = policy;
  }

  /** The value of Kafka's {@code cleanup.policy}. */
  public String policy() {
    return policy;
  }
}
