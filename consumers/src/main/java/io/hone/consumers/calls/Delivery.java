package io.hone.consumers.calls;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record of a work topic, handed out to be worked on.
 *
 * @param record as it is stored
 * @param rank the place of its topic among the source's topics; 0 is served first
 * @param attempt how often it has been handed out without an end, this time included: from 1. The
 *     count outlives the process
 */
public record Delivery(ConsumerRecord<byte[], byte[]> record, int rank, int attempt) {

  /** Where the record stands, for people: {@code topic-partition@offset}. */
  public String position() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
