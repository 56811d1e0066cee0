/**
 * Writes what people order to a run's topic of control. Knows Kafka and the contracts; the command
 * line imports it, and it imports no other part of the application but {@code stack}.
 */
@NullMarked
package io.hone.app.orders;

import org.jspecify.annotations.NullMarked;
