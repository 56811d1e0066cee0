/**
 * Where calls come from: the port {@link io.hone.consumers.calls.CallSource} and its two
 * implementations, a share group and a sliding window over a plain consumer. Both promise the same:
 * a call is acknowledged only after its handler says that the result is durable, and a call that
 * was not is handed out again with a higher attempt, whoever died in between. Knows Kafka and
 * Project Reactor, no model and no contract; {@code inference} imports it, not the other way round.
 */
@NullMarked
package io.hone.consumers.calls;

import org.jspecify.annotations.NullMarked;
