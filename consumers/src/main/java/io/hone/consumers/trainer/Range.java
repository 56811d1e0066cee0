package io.hone.consumers.trainer;

import io.hone.event.ConsumedRange;

/**
 * What a round has consumed of one partition.
 *
 * @param topic its full name
 * @param from the first offset
 * @param next the first offset of the next round
 */
record Range(String topic, int partition, long from, long next) {
  ConsumedRange toContract() {
    return new ConsumedRange(topic, partition, from, next);
  }
}
