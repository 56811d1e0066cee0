/**
 * How processes that act read and write records: the value serdes that the settings name, {@link
 * io.hone.consumers.records.TopicTail}, which follows a topic from its beginning on a thread of its
 * own, and {@link io.hone.consumers.records.CommittedReader}, which reads when it is asked. Knows
 * Kafka and the contracts; imports none of the other packages here.
 */
@NullMarked
package io.hone.consumers.records;

import org.jspecify.annotations.NullMarked;
