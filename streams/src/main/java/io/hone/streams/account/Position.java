package io.hone.streams.account;

import io.hone.schemas.catalog.Topic;

/**
 * Where a record stands.
 *
 * @param topic in the run's namespace
 * @param partition from 0
 * @param offset from 0
 */
public record Position(Topic topic, int partition, long offset) {
  /** For people: {@code topic-partition@offset}. */
  @Override
  public String toString() {
    return topic.shortName() + "-" + partition + "@" + offset;
  }
}
