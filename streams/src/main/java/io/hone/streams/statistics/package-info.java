/**
 * Statistics of a run on Kafka Streams: figures per window of event time, stage and model version,
 * from the records of the episodes and the workers. Every figure is a sum, so that windows,
 * partitions and versions add up; whoever reads them divides. docs/statistics.md names each.
 *
 * <p>What a prompt's records say is kept as a {@link io.hone.streams.statistics.Digest} and turned
 * into figures some times a second, so that the figures depend on the set of the records only, in
 * whatever order and however often they come. Everything but the topology and its processors is
 * pure. {@link io.hone.streams.statistics.StatisticsBook} is for readers of the topic.
 */
@NullMarked
package io.hone.streams.statistics;

import org.jspecify.annotations.NullMarked;
