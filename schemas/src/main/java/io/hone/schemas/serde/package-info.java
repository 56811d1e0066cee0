/**
 * Avro records in Confluent's wire format, as Kafka serializers that are chosen by class name and
 * configured with Confluent's keys; Confluent's own classes can take their place.
 *
 * <p>{@link io.hone.schemas.serde.ValueSerdes} gives those that the configuration names; a topology
 * always takes ours. They import the registry client and, of the catalogue, only what makes Avro
 * trust the contracts.
 */
@NullMarked
package io.hone.schemas.serde;

import org.jspecify.annotations.NullMarked;
