/**
 * The Kafka broker that Hone brings along: one KRaft node on loopback, in this JVM or in a child.
 *
 * <p>The command line and the tests import {@link io.hone.app.broker.Broker}. Nothing here knows
 * topics, the registry or the command line.
 */
@NullMarked
package io.hone.app.broker;

import org.jspecify.annotations.NullMarked;
