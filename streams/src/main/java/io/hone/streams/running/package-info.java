/**
 * Running a topology in this process: settings that all of Hone's have in common, what happens to a
 * thread that fails, and leaving in order. Imports Kafka Streams and nothing of Hone.
 */
@NullMarked
package io.hone.streams.running;

import org.jspecify.annotations.NullMarked;
