package io.hone.schemas.catalog;

/** How many partitions a topic has, and why. */
public enum Partitioning {
  /**
   * As many as the run is spread over. All topics of this kind have the same number, so that a
   * prompt's records share a partition number and Streams can join them without repartitioning.
   */
  BY_PROMPT,
  /**
   * One. Work topics are read by share groups, which hand single records to any number of members;
   * with one partition a dead member's records are redelivered at once, because no member owns the
   * partition alone (KIP-932). Compacted state that everybody reads whole needs one, too.
   */
  ONE;

  /** The number of partitions for a run spread over {@code spread} partitions. */
  public int partitions(int spread) {
    return this == ONE ? 1 : spread;
  }
}
