package io.hone.streams.account;

import io.hone.schemas.catalog.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * The committed records of a run, up to an end that was fixed when reading began.
 *
 * <p>The ends are such that no effect is without its cause: what led to a record that can be read
 * can be read, too, while the run goes on.
 */
public interface RunRecords {
  /** How many partitions the topic has; 0 if there is no such topic. */
  int partitions(Topic topic);

  /** Hands a partition's records over in their order. May be asked again, and gives the same. */
  void read(Topic topic, int partition, Receiver receiver);

  /**
   * Whether the episodes had taken this prompt or completion, and written what it led to, before
   * the ends were fixed. False where nobody knows.
   */
  boolean played(Position position);

  /** Takes records. */
  interface Receiver {
    /**
     * @param value of the topic's contract
     */
    void record(Position position, SpecificRecord value);

    /**
     * A record that is none of the topic's contract.
     *
     * @param why one sentence for people; it may hold what somebody wrote
     */
    void unreadable(Position position, String why);
  }

  /** Hands over every partition of a topic, one after the other. */
  default void read(Topic topic, Receiver receiver) {
    for (int partition = 0; partition < partitions(topic); partition++) {
      read(topic, partition, receiver);
    }
  }
}
