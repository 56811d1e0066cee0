/**
 * The schema registry that Hone brings along: Confluent's REST API for Avro on loopback, kept in a
 * compacted topic in Confluent's own record format.
 *
 * <p>The stack and the tests import {@link io.hone.app.registry.EmbeddedRegistry}; nothing else is
 * public but what it takes and throws. Nothing here knows the broker's life cycle or the command
 * line; ledger, compatibility and routes know neither Kafka nor HTTP.
 */
@NullMarked
package io.hone.app.registry;

import org.jspecify.annotations.NullMarked;
