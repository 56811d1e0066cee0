/**
 * The client of a Confluent-compatible schema registry: Confluent's REST API and configuration
 * keys.
 *
 * <p>The serdes and the application import it. It imports Kafka's configuration types and nothing
 * else of ours.
 */
@NullMarked
package io.hone.schemas.registry;

import org.jspecify.annotations.NullMarked;
