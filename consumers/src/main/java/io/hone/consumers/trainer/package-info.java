/**
 * The trainer as a consumer: reads outcomes and preference pairs, decides when a round is full,
 * learns from it, and announces a candidate whose record holds the offsets it consumed; has the
 * candidate examined, and says what is promoted. One process of a run acts at a time; the others
 * wait. What is full, what is mixed in and what is stale is pure; Kafka, the disk and the learning
 * are at the rim.
 */
@NullMarked
package io.hone.consumers.trainer;

import org.jspecify.annotations.NullMarked;
